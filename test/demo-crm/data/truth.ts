import { type CrmRecord, type FieldValue, OBJECT_TYPES, type ObjectType, textOf } from './records.ts';
import type { Store } from './store.ts';

/** A record as Gong should finally hold it: values under Gong's field names; `null` where the CRM shows it empty. */
export type GongRecord = Readonly<Record<string, FieldValue | readonly string[]>>;

/** Every live record by object type. */
export type Truth = Readonly<Record<ObjectType, readonly GongRecord[]>>;

/** The page of a record, as its address stands in Gong. */
export const recordPath = (type: ObjectType, id: string): string => {
  const page = {
    BUSINESS_USER: 'benutzer.asp',
    STAGE: 'phase.asp',
    ACCOUNT: 'konto.asp',
    CONTACT: 'kontakt.asp',
    DEAL: 'chance.asp',
    LEAD: 'interessent.asp',
  } as const;
  return `/${page[type]}?id=${id}`;
};

const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

const domains = (web: string): readonly string[] | null => {
  if (web === '') return null;
  const host = web
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  return [host.replace(/^www\./, '')];
};

const firstAddress = (addresses: string): string | null =>
  addresses.split(/[;,\s]+/).find((part) => part.includes('@')) ?? null;

/** A phone number as Gong takes it: plus and digits; without a country code as the CRM shows it. */
const phoneNumber = (shown: string): string | null => {
  if (shown === '') return null;
  return shown.startsWith('+') ? `+${shown.replace('(0)', '').replace(/\D/g, '')}` : shown;
};

const own = (record: CrmRecord): GongRecord => {
  const take = (...keys: readonly string[]): GongRecord =>
    Object.fromEntries(keys.map((key) => [key, record.values[key] ?? null]));
  switch (record.type) {
    case 'BUSINESS_USER':
      return take('emailAddress');
    case 'STAGE':
      return take('name', 'isActive', 'sortOrder');
    case 'ACCOUNT':
      return {
        ...take('name', 'industry', 'annualRevenue', 'employees', 'notes'),
        domains: domains(textOf(record, 'web')),
      };
    case 'CONTACT':
      return {
        ...take('accountId', 'firstName', 'lastName', 'title', 'newsletter'),
        emailAddress: firstAddress(textOf(record, 'emailAddress')),
        phoneNumber: phoneNumber(textOf(record, 'phoneNumber')),
      };
    case 'DEAL':
      return {
        ...take('name', 'accountId', 'ownerId', 'stage', 'status', 'amount', 'closeDate', 'probability', 'notes'),
        createdDate: iso(record.created),
      };
    case 'LEAD':
      return {
        ...take('firstName', 'lastName', 'title', 'company', 'leadSource'),
        ...take('convertedToAccountId', 'convertedToContactId', 'convertedToDealId'),
        emailAddress: firstAddress(textOf(record, 'emailAddress')),
        phoneNumber: phoneNumber(textOf(record, 'phoneNumber')),
      };
  }
};

/**
 * One record as a perfect reader would send it. `modifiedDate` is UTC at full minutes, as the pages show no seconds. A
 * date that the pages show as 31.02.2005 is left out: no reader can know it. Stages have no page address in Gong and
 * no modified date in this CRM.
 */
export const gongRecord = (store: Store, record: CrmRecord, base: string): GongRecord => {
  const whole: GongRecord = {
    objectId: record.id,
    ...(record.type === 'STAGE'
      ? {}
      : { url: base + recordPath(record.type, record.id), modifiedDate: iso(record.modified) }),
    ...own(record),
  };
  const impossible = store.impossibleDate(record.type, record.id);
  return impossible === undefined
    ? whole
    : Object.fromEntries(Object.entries(whole).filter(([field]) => field !== impossible));
};

/** All live records that pass the filter, as Gong should hold them. */
export const truthOf = (store: Store, base: string, visible: (record: CrmRecord) => boolean): Truth => {
  const ofType = (type: ObjectType): readonly GongRecord[] =>
    store
      .all(type)
      .filter(visible)
      .map((record) => gongRecord(store, record, base));
  const [users, stages, accounts, contacts, deals, leads] = OBJECT_TYPES;
  return {
    [users]: ofType(users),
    [stages]: ofType(stages),
    [accounts]: ofType(accounts),
    [contacts]: ofType(contacts),
    [deals]: ofType(deals),
    [leads]: ofType(leads),
  };
};
