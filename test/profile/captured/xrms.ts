import { objectIdOf } from '../../../shared/objects/object-id.ts';
import { decodeNumericEntities } from '../../../shared/values/text.ts';
import type { TruthRecord } from './captures.ts';
import type { CrmExpectation } from './compare.ts';
import {
  digits,
  domains,
  type Expectation,
  type ExpectedFields,
  exact,
  instant,
  lines,
  mail,
  number,
  plain,
  reference,
} from './expected.ts';

const ZONE = 'Europe/Berlin';

const common = ({ fields }: TruthRecord): ExpectedFields => ({
  assignedUserId: reference('BUSINESS_USER', fields['owner_login']),
  createdOn: instant(fields['created'], ZONE, 'day'),
  modifiedDate: instant(fields['modified'], ZONE, 'day'),
  description: lines(fields['description']),
});

/** On deals both are fields of Gong's own. */
const dealCommon = (record: TruthRecord): ExpectedFields => {
  const { assignedUserId, createdOn, ...rest } = common(record);
  return {
    ...rest,
    ...(assignedUserId ? { ownerId: assignedUserId } : {}),
    ...(createdOn ? { createdDate: createdOn } : {}),
  };
};

const company = (record: TruthRecord): ExpectedFields => {
  const { fields } = record;
  return {
    ...common(record),
    legalName: plain(fields['legal_name']),
    companyCode: plain(fields['code']),
    industry: plain(fields['industry']),
    crmStatus: plain(fields['crm_status']),
    companyType: plain(fields['type']),
    accountStatus: plain(fields['account_status']),
    rating: plain(fields['rating']),
    companySource: plain(fields['source']),
    employees: plain(fields['employees']),
    annualRevenue: plain(fields['annual_revenue']),
    taxId: plain(fields['tax_id']),
    creditLimit: number(fields['credit_limit']),
    fax: digits(fields['fax']),
    website: plain(fields['website']),
  };
};
const LIST = ['companyCode', 'assignedUserId', 'industry', 'crmStatus', 'accountStatus', 'rating'];
const DETAIL = [
  'legalName',
  'companyCode',
  'industry',
  'crmStatus',
  'companyType',
  'assignedUserId',
  'fax',
  'website',
  'accountStatus',
  'taxId',
  'creditLimit',
  'rating',
  'companySource',
  'employees',
  'annualRevenue',
  'createdOn',
  'modifiedDate',
  'description',
];

const account: Expectation = {
  type: 'ACCOUNT',
  has: () => true,
  fields: (record) => ({
    ...company(record),
    name: plain(record.fields['name']),
    phone: digits(record.fields['phone']),
    domains: domains(record.fields['website']),
  }),
  shown: ({ kind }) => (kind === 'detail' ? [...DETAIL, 'name', 'phone', 'domains'] : [...LIST, 'name']),
};
/** A company whose CRM status is Lead is both. */
const lead: Expectation = {
  type: 'LEAD',
  has: ({ fields }) => fields['crm_status'] === 'Lead',
  fields: (record) => ({
    ...company(record),
    company: plain(record.fields['name']),
    phoneNumber: digits(record.fields['phone']),
  }),
  shown: ({ kind }) => (kind === 'detail' ? [...DETAIL, 'company', 'phoneNumber'] : [...LIST, 'company']),
};

export const xrms: CrmExpectation = {
  preset: 'xrms.json',
  ignores: (page) => /audit|activities|home|expired|login|before-search|deleted/.test(page.name),
  states: ({ kind, name }) => {
    if (name.startsWith('expired') || name === 'login.html') return ['signed-out'];
    if (kind === 'empty-list') return ['empty'];
    if (kind === 'not-found') return ['gone-or-denied'];
    // XRMS still opens a deleted record by its address: the page does not tell.
    if (kind === 'deleted-record') return ['ok'];
    return kind.startsWith('list') || kind.startsWith('plain GET') || kind.startsWith('detail')
      ? name.startsWith('activities')
        ? null
        : ['ok']
      : null;
  },
  users: ({ users }) =>
    users.map((user) => ({
      id: String(user['username']),
      aliases: [decodeNumericEntities(`${user['first_names']} ${user['last_name']}`)],
      fields: { emailAddress: String(user['email']) },
    })),
  roles: {
    accounts: [account, lead],
    leads: [account, lead],
    contacts: [
      {
        type: 'CONTACT',
        has: () => true,
        fields: (record) => {
          const { fields, raw } = record;
          const name = [fields['salutation'], fields['first_name'], fields['last_name']]
            .filter((part) => part !== null && part !== '')
            .join(' ');
          return {
            ...common(record),
            fullName: plain(name),
            firstName: plain(fields['first_name']),
            lastName: plain(fields['last_name']),
            title: plain(fields['title']),
            department: plain(fields['department']),
            jobDescription: plain(raw['description']),
            gender: plain(raw['gender'] === 'm' ? 'Male' : raw['gender'] === 'f' ? 'Female' : 'Unknown'),
            birthDate: plain(fields['birthdate']),
            emailAddress: mail(fields['email']),
            phoneNumber: digits(fields['phone']),
            homePhone: digits(raw['home_phone']),
            mobilePhone: digits(fields['mobile']),
            accountId: reference('ACCOUNT', fields['account_id']),
          };
        },
        shown: ({ kind }) =>
          kind === 'detail'
            ? [
                'fullName',
                'title',
                'department',
                'jobDescription',
                'gender',
                'birthDate',
                'emailAddress',
                'phoneNumber',
                'homePhone',
                'mobilePhone',
                'accountId',
                'assignedUserId',
                'createdOn',
                'modifiedDate',
                'description',
              ]
            : ['firstName', 'lastName', 'title', 'emailAddress', 'phoneNumber', 'mobilePhone', 'accountId'],
      },
    ],
    deals: [
      {
        type: 'DEAL',
        has: () => true,
        fields: (record) => {
          const { fields } = record;
          return {
            ...dealCommon(record),
            name: plain(fields['name']),
            amount: number(fields['amount']),
            probability: number(fields['probability']),
            closeDate: plain(
              String(fields['close_date'] ?? '').startsWith('0000') ? null : fields['close_date']?.slice(0, 10),
            ),
            stage: exact(objectIdOf('STAGE', String(fields['stage']))),
            status: exact(
              fields['stage'] === 'Closed/Won' ? 'WON' : fields['stage'] === 'Closed/Lost' ? 'LOST' : 'OPEN',
            ),
            accountId: reference('ACCOUNT', fields['account_id']),
            primaryContactId: reference('CONTACT', fields['contact_id']),
            dealType: plain('Sales Opportunity'),
          };
        },
        shown: ({ kind }) => {
          // A list names the company without its id, and names are not unique.
          const list = ['name', 'ownerId', 'amount', 'probability', 'stage', 'status', 'closeDate'];
          return kind === 'detail'
            ? [...list, 'accountId', 'dealType', 'primaryContactId', 'createdDate', 'modifiedDate', 'description']
            : list;
        },
      },
    ],
  },
};
