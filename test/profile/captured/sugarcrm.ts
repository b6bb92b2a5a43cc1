import { objectIdOf } from '../../../shared/objects/object-id.ts';
import type { TruthRecord } from './captures.ts';
import type { CrmExpectation } from './compare.ts';
import {
  digits,
  domains,
  type ExpectedFields,
  exact,
  instant,
  lines,
  mail,
  number,
  plain,
  reference,
} from './expected.ts';

const common = ({ fields }: TruthRecord): ExpectedFields => ({
  assignedUserId: reference('BUSINESS_USER', fields['owner_id']),
  createdOn: instant(fields['created'], 'UTC', 'minute'),
  modifiedDate: instant(fields['modified'], 'UTC', 'minute'),
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

const person = (record: TruthRecord): ExpectedFields => {
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
    department: plain(raw['department']),
    phoneNumber: digits(fields['phone']),
    mobilePhone: digits(raw['phone_mobile']),
    emailAddress: mail(fields['email']),
    street: plain(fields['street']),
    city: plain(fields['city']),
    state: plain(raw['primary_address_state']),
    postalCode: plain(fields['zip']),
    country: plain(fields['country']),
    leadSource: plain(fields['lead_source']),
  };
};

/** The page shows a full name; its parts only where they can be told apart. */
const PERSON_DETAIL = [
  'fullName',
  'title',
  'department',
  'phoneNumber',
  'mobilePhone',
  'emailAddress',
  'street',
  'city',
  'state',
  'postalCode',
  'country',
  'leadSource',
  'assignedUserId',
  'createdOn',
  'modifiedDate',
  'description',
];
const status = (stage: unknown) => exact(stage === 'Closed Won' ? 'WON' : stage === 'Closed Lost' ? 'LOST' : 'OPEN');
const always = () => true;

export const sugarcrm: CrmExpectation = {
  preset: 'sugarcrm-ce-6.5.json',
  ignores: (page) => /audit|subpanel|home|expired|login/.test(page.name),
  states: ({ kind, name }) => {
    if (name.startsWith('expired') || name === 'login.html') return ['signed-out'];
    if (kind === 'empty-list') return ['empty'];
    if (kind === 'deleted-record' || kind === 'not-found') return ['gone-or-denied'];
    return kind === 'list' || kind.startsWith('detail') ? ['ok'] : null;
  },
  roles: {
    accounts: [
      {
        type: 'ACCOUNT',
        has: always,
        fields: (record) => {
          const { fields } = record;
          return {
            ...common(record),
            name: plain(fields['name']),
            phone: digits(fields['phone']),
            website: plain(fields['website']),
            domains: domains(fields['website']),
            email: mail(fields['email']),
            industry: plain(fields['industry']),
            accountType: plain(fields['type']),
            employees: plain(fields['employees']),
            annualRevenue: plain(fields['annual_revenue']),
            rating: plain(fields['rating']),
            billingStreet: plain(fields['street']),
            billingCity: plain(fields['city']),
            billingState: plain(fields['state']),
            billingPostalCode: plain(fields['zip']),
            billingCountry: plain(fields['country']),
            parentAccountId: reference('ACCOUNT', fields['parent_id']),
          };
        },
        shown: ({ kind }) =>
          kind === 'list'
            ? ['name', 'billingCity', 'billingCountry', 'phone', 'assignedUserId', 'email', 'createdOn']
            : [
                'name',
                'phone',
                'website',
                'domains',
                'email',
                'industry',
                'accountType',
                'employees',
                'annualRevenue',
                'rating',
                'billingStreet',
                'billingCity',
                'billingState',
                'billingPostalCode',
                'billingCountry',
                'parentAccountId',
                'assignedUserId',
                'createdOn',
                'modifiedDate',
                'description',
              ],
      },
    ],
    contacts: [
      {
        type: 'CONTACT',
        has: always,
        fields: (record) => ({ ...person(record), accountId: reference('ACCOUNT', record.fields['account_id']) }),
        shown: ({ kind }) =>
          kind === 'list'
            ? ['fullName', 'title', 'accountId', 'emailAddress', 'phoneNumber', 'assignedUserId', 'createdOn']
            : [...PERSON_DETAIL, 'accountId'],
      },
    ],
    deals: [
      {
        type: 'DEAL',
        has: always,
        fields: (record) => {
          const { fields } = record;
          return {
            ...dealCommon(record),
            name: plain(fields['name']),
            accountId: reference('ACCOUNT', fields['account_id']),
            // The company currency is the euro; the list shows every amount in it, to the cent.
            amount: exact(
              fields['amount_base_currency'] === null
                ? null
                : Math.round(Number(fields['amount_base_currency']) * 100) / 100,
            ),
            closeDate: plain(fields['close_date'] === '0000-00-00' ? null : fields['close_date']),
            stage: exact(objectIdOf('STAGE', String(fields['stage']))),
            status: status(fields['stage']),
            probability: number(fields['probability']),
            dealType: plain(fields['type']),
            nextStep: plain(fields['next_step']),
            leadSource: plain(fields['lead_source']),
          };
        },
        shown: ({ kind }) =>
          kind === 'list'
            ? ['name', 'accountId', 'stage', 'status', 'amount', 'closeDate', 'ownerId', 'createdDate']
            : [
                'name',
                'accountId',
                'stage',
                'status',
                'amount',
                'closeDate',
                'probability',
                'dealType',
                'nextStep',
                'leadSource',
                'ownerId',
                'createdDate',
                'modifiedDate',
                'description',
              ],
      },
    ],
    leads: [
      {
        type: 'LEAD',
        has: always,
        fields: (record) => ({
          ...person(record),
          company: plain(record.fields['company']),
          leadStatus: plain(record.fields['status']),
        }),
        shown: ({ kind }) =>
          kind === 'list'
            ? ['fullName', 'leadStatus', 'company', 'emailAddress', 'phoneNumber', 'assignedUserId', 'createdOn']
            : [...PERSON_DETAIL, 'company', 'leadStatus'],
      },
    ],
  },
};
