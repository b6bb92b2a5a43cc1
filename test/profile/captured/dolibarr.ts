import { objectIdOf } from '../../../shared/objects/object-id.ts';
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
const TYPES: Readonly<Record<string, string>> = {
  Administration: 'Governmental',
  'Grand compte': 'Large company',
  'Grand groupe': 'Large company',
  Grossiste: 'Wholesaler',
  'PME/PMI': 'Medium company',
  TPE: 'Small company',
};
const STATUS: Readonly<Record<string, string>> = { Won: 'WON', Lost: 'LOST', Signed: 'WON', 'Not signed': 'LOST' };
const PROPOSAL_STAGES: Readonly<Record<string, string>> = {
  Draft: 'proposal-draft',
  'Validated (open)': 'proposal-open',
  Signed: 'proposal-signed',
  'Not signed': 'proposal-not-signed',
};
const PROSPECT: Readonly<Record<string, string>> = {
  '-1': 'Do not contact',
  '0': 'Never contacted',
  '1': 'To be contacted',
  '2': 'Contact in process',
  '3': 'Contact done',
};
const POTENTIAL: Readonly<Record<string, string>> = {
  PL_LOW: 'Low',
  PL_MEDIUM: 'Medium',
  PL_HIGH: 'High',
  PL_NONE: 'None',
};

const owners = (record: TruthRecord, users: readonly Readonly<Record<string, string | null>>[]) => {
  const logins = record.fields['owner_logins'];
  const ids = Array.isArray(logins)
    ? logins.map((login) => users.find((user) => user['login'] === login)?.['rowid'] ?? null)
    : [];
  return ids.length > 1 ? undefined : reference('BUSINESS_USER', ids[0] ?? null);
};

const thirdParty = (record: TruthRecord, users: readonly Readonly<Record<string, string | null>>[]): ExpectedFields => {
  const { fields, raw } = record;
  const owner = owners(record, users);
  return {
    alias: plain(fields['alias']),
    customerCode: plain(fields['code']),
    postalCode: plain(fields['zip']),
    thirdPartyType: plain(fields['type'] === null ? null : (TYPES[String(fields['type'])] ?? fields['type'])),
    emailAddress: mail(fields['email']),
    fax: digits(raw['fax']),
    // Shown with the scheme that the database leaves out.
    website: plain(
      fields['website'] === null || /^https?:/.test(String(fields['website']))
        ? fields['website']
        : `http://${fields['website']}`,
    ),
    vatId: plain(raw['tva_intra']),
    parentAccountId: reference('ACCOUNT', fields['parent_id']),
    ...(owner ? { assignedUserId: owner } : {}),
  };
};
/** Dolibarr leaves tags out of names when it shows them. */
const shownName = ({ fields }: TruthRecord) => plain(String(fields['name']).replace(/<\/?b>/g, ''));
const ROW = ['alias', 'customerCode', 'postalCode'];
const CARD = [
  'customerCode',
  'thirdPartyType',
  'emailAddress',
  'fax',
  'website',
  'vatId',
  'parentAccountId',
  'assignedUserId',
];

/** Gong's accounts have no e-mail address of their own. */
const withEmail = ({ emailAddress, ...rest }: ExpectedFields): ExpectedFields => ({
  ...rest,
  ...(emailAddress ? { email: emailAddress } : {}),
});

const account: Expectation = {
  type: 'ACCOUNT',
  has: ({ fields }) => ['1', '3'].includes(String(fields['client_flag'])),
  fields: (record, { users }) => ({
    ...withEmail(thirdParty(record, users)),
    name: shownName(record),
    phone: digits(record.fields['phone']),
    domains: domains(record.fields['website']),
  }),
  shown: ({ kind }) => [
    ...(kind === 'list' ? ROW : [...CARD.map((field) => (field === 'emailAddress' ? 'email' : field)), 'domains']),
    'name',
    'phone',
  ],
};
const lead: Expectation = {
  type: 'LEAD',
  has: ({ fields }) => ['2', '3'].includes(String(fields['client_flag'])),
  fields: (record, { users }) => ({
    ...thirdParty(record, users),
    company: shownName(record),
    phoneNumber: digits(record.fields['phone']),
    leadStatus: plain(PROSPECT[String(record.raw['fk_stcomm'])]),
    potential: plain(POTENTIAL[String(record.raw['fk_prospectlevel'])] ?? null),
  }),
  shown: ({ kind }) => [...(kind === 'list' ? [...ROW, 'leadStatus', 'potential'] : CARD), 'company', 'phoneNumber'],
};
/** The other role of a third party: its card shows both, a list one. */
const onCard = (role: Expectation): Expectation => ({
  ...role,
  has: (record, page) => page.kind === 'detail' && role.has(record, page),
});
const always = () => true;

export const dolibarr: CrmExpectation = {
  preset: 'dolibarr.json',
  ignores: (page) =>
    /home|expired|login|-audit-|accounts-audit|contacts-audit|-tab|notes/.test(page.name) &&
    page.name !== 'deals-contacts-tab.html',
  states: ({ kind, name }) => {
    if (name.startsWith('expired') || name === 'login.html') return ['signed-out'];
    if (kind === 'empty-list') return ['empty'];
    if (kind === 'deleted-record' || kind === 'not-found') return ['gone'];
    return kind === 'list' || kind === 'detail' ? ['ok'] : null;
  },
  roles: {
    // A list shows one role only; a card shows both.
    accounts: [account, onCard(lead)],
    leads: [lead, onCard(account)],
    contacts: [
      {
        type: 'CONTACT',
        has: always,
        fields: ({ fields }) => ({
          fullName: plain(
            [fields['first_name'], fields['last_name']].filter((part) => part !== null && part !== '').join(' '),
          ),
          firstName: plain(fields['first_name']),
          lastName: plain(fields['last_name']),
          title: plain(fields['title']),
          emailAddress: mail(fields['email']),
          phoneNumber: digits(fields['phone']),
          mobilePhone: digits(fields['mobile']),
          postalCode: plain(fields['zip']),
          accountId: reference('ACCOUNT', fields['account_id']),
        }),
        shown: ({ kind }) =>
          kind === 'list'
            ? ['firstName', 'lastName', 'emailAddress', 'phoneNumber', 'mobilePhone', 'postalCode', 'accountId']
            : ['fullName', 'title', 'emailAddress', 'phoneNumber', 'mobilePhone', 'accountId'],
      },
    ],
    deals: [
      {
        type: 'DEAL',
        has: always,
        fields: (record, { users }) => {
          const { fields } = record;
          const owner = owners(record, users);
          return {
            ...(owner ? { ownerId: owner } : {}),
            reference: plain(fields['ref']),
            name: plain(fields['name']),
            accountId: reference('ACCOUNT', fields['account_id']),
            amount: number(fields['amount']),
            probability: number(fields['probability']),
            stage: exact(objectIdOf('STAGE', String(fields['stage_code']))),
            status: exact(STATUS[String(fields['stage'])] ?? 'OPEN'),
            startDate: plain(fields['start_date']),
            closeDate: plain(fields['close_date']),
            description: lines(fields['description']),
            createdDate: instant(fields['created'], ZONE, 'minute'),
            modifiedDate: instant(fields['modified'], ZONE, 'minute'),
          };
        },
        shown: ({ kind, name }) => {
          if (name === 'deals-contacts-tab.html') return ['reference', 'ownerId'];
          if (name === 'deals-audit.html') return ['createdDate', 'modifiedDate'];
          const list = ['reference', 'name', 'accountId', 'stage', 'status', 'probability', 'startDate', 'closeDate'];
          return kind === 'list' ? list : [...list, 'amount', 'description'];
        },
      },
    ],
    proposals: [
      {
        type: 'DEAL',
        prefix: 'proposal-',
        has: always,
        fields: ({ fields, raw }) => ({
          name: plain(fields['ref']),
          accountId: reference('ACCOUNT', fields['account_id']),
          amount: number(fields['amount_ex_tax']),
          stage: exact(objectIdOf('STAGE', PROPOSAL_STAGES[String(fields['status'])] ?? '?')),
          status: exact(STATUS[String(fields['status'])] ?? 'OPEN'),
          startDate: plain(fields['date']),
          closeDate: plain(fields['valid_until']?.slice(0, 10)),
          ownerId: reference('BUSINESS_USER', raw['fk_user_author']),
          createdDate: instant(fields['created'], ZONE, 'minute'),
          modifiedDate: instant(fields['modified'], ZONE, 'minute'),
        }),
        shown: ({ kind, name }) => {
          if (name === 'proposals-audit.html') return ['createdDate', 'modifiedDate', 'ownerId'];
          const list = ['name', 'accountId', 'amount', 'stage', 'status', 'startDate', 'closeDate'];
          return kind === 'list' ? [...list, 'ownerId'] : list;
        },
      },
    ],
  },
};
