import { FIELDS } from './fields.ts';
import { generateRecords } from './generate.ts';
import { AUDITED, type Change, pastChanges } from './history.ts';
import { type CrmRecord, type FieldValue, OBJECT_TYPES, type ObjectType, personName, textOf } from './records.ts';

const MINUTE = 60_000;

/** Changed values under the keys of `fields.ts`; `modified` (ISO or milliseconds) overrules the time of the change. */
export type Changes = Readonly<Record<string, unknown>>;

/** What a list is sorted by. */
export type SortKey = 'name' | 'city' | 'amount' | 'closing' | 'modified';

/** A request of the control side that makes no sense; the message says why. */
export class ChangeRefused extends Error {
  override readonly name = 'ChangeRefused';
}

/** The field of a record that shows 31.02.2005 instead of its value. */
export type DateField = 'closeDate' | 'createdDate' | 'modifiedDate';

/** The demo CRM's database. */
export interface Store {
  get(type: ObjectType, id: string): CrmRecord | undefined;
  /** The record even if it was deleted: links to deleted records keep their text, as in many old CRMs. */
  getDeletedToo(type: ObjectType, id: string): CrmRecord | undefined;
  all(type: ObjectType): readonly CrmRecord[];
  deletedIds(type: ObjectType): readonly string[];
  sorted(type: ObjectType, key: SortKey, descending: boolean): readonly CrmRecord[];
  /** Records of a type whose field holds this id. */
  withReference(type: ObjectType, key: string, id: string): readonly CrmRecord[];
  userByLogin(login: string): CrmRecord | undefined;
  edit(type: ObjectType, id: string, changes: Changes, by?: string): CrmRecord;
  create(type: ObjectType, values?: Changes, by?: string): CrmRecord;
  delete(type: ObjectType, id: string): void;
  restore(type: ObjectType, id: string): void;
  /** Changes of a deal's audited fields, oldest first. */
  history(dealId: string): readonly Change[];
  impossibleDate(type: ObjectType, id: string): DateField | undefined;
  setImpossibleDate(type: ObjectType, id: string, field: DateField | null): void;
}

/** The name that lists sort and link by. */
export const displayName = (record: CrmRecord): string =>
  record.type === 'CONTACT' || record.type === 'LEAD' || record.type === 'BUSINESS_USER'
    ? personName(record)
    : textOf(record, 'name');

const sortValue = (record: CrmRecord, key: SortKey): string | number => {
  switch (key) {
    case 'modified':
      return record.modified;
    case 'amount':
      return typeof record.values['amount'] === 'number' ? record.values['amount'] : -1;
    case 'closing':
      return textOf(record, 'closeDate');
    case 'city':
      return textOf(record, 'city').toLowerCase();
    case 'name':
      return displayName(record).toLowerCase();
  }
};

const byValueThenId = (
  left: readonly [string | number, CrmRecord],
  right: readonly [string | number, CrmRecord],
): number => {
  if (left[0] < right[0]) return -1;
  if (left[0] > right[0]) return 1;
  return left[1].id < right[1].id ? -1 : 1;
};

const checkedValue = (type: ObjectType, key: string, value: unknown): FieldValue => {
  const field = FIELDS[type].find((candidate) => candidate.key === key);
  if (field === undefined) throw new ChangeRefused(`${type} has no field ${key}`);
  if (value === null) return null;
  const wanted = { integer: 'number', percent: 'number', money: 'number', boolean: 'boolean' } as const;
  const kind = field.kind.as;
  const expected =
    kind === 'integer' || kind === 'percent' || kind === 'money' || kind === 'boolean' ? wanted[kind] : 'string';
  if (expected === 'string' && typeof value === 'string') {
    if (kind === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) throw new ChangeRefused(`${key} must be YYYY-MM-DD`);
    return value === '' ? null : value;
  }
  if (expected === 'number' && typeof value === 'number' && Number.isFinite(value)) return value;
  if (expected === 'boolean' && typeof value === 'boolean') return value;
  throw new ChangeRefused(`${type}.${key} must be a ${expected} or null`);
};

const timeOf = (value: unknown): number => {
  const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new ChangeRefused('modified must be an ISO time or milliseconds');
  return Math.floor(time / MINUTE) * MINUTE;
};

const minimumValues = (type: ObjectType, id: string): Record<string, FieldValue> => {
  switch (type) {
    case 'ACCOUNT':
      return { name: `New account ${id}` };
    case 'CONTACT':
    case 'LEAD':
      return { lastName: `New ${id}`, newsletter: false };
    case 'DEAL':
      return { name: `New deal ${id}`, stage: 'S10', status: 'OPEN', probability: 0 };
    case 'BUSINESS_USER':
      return {
        login: `user${id}`,
        lastName: `New ${id}`,
        emailAddress: `user${id}@beispiel-vertrieb.de`,
        active: true,
        language: 'en',
        format: 'german',
      };
    case 'STAGE':
      return { name: `New stage ${id}`, sortOrder: 99, isActive: true, status: 'OPEN' };
  }
};

/** A database of the seed's records. `clock` gives the time of changes, in UTC milliseconds. */
export const createStore = (seed: number, scale: number, clock: () => number): Store => {
  const generated = generateRecords(seed, scale);
  const tables = new Map(
    OBJECT_TYPES.map((type) => [type, new Map(generated[type].map((record) => [record.id, record]))]),
  );
  const deleted = new Map(OBJECT_TYPES.map((type) => [type, new Map<string, CrmRecord>()]));
  const impossible = new Map<string, DateField>();
  const histories = new Map<string, Change[]>();
  const orders = new Map<string, readonly CrmRecord[]>();
  const references = new Map<string, Map<FieldValue | undefined, CrmRecord[]>>();

  const table = (type: ObjectType): Map<string, CrmRecord> => tables.get(type) ?? new Map<string, CrmRecord>();
  const bin = (type: ObjectType): Map<string, CrmRecord> => deleted.get(type) ?? new Map<string, CrmRecord>();
  const need = (type: ObjectType, id: string): CrmRecord => {
    const record = table(type).get(id);
    if (record === undefined) throw new ChangeRefused(`no ${type} ${id}`);
    return record;
  };
  const changed = (type: ObjectType): void => {
    for (const cache of [orders, references]) {
      for (const key of cache.keys()) if (key.startsWith(`${type} `)) cache.delete(key);
    }
  };
  const nowMinute = (): number => Math.floor(clock() / MINUTE) * MINUTE;

  const historyOf = (deal: CrmRecord): Change[] => {
    const known = histories.get(deal.id) ?? pastChanges(seed, deal);
    histories.set(deal.id, known);
    return known;
  };

  const apply = (record: CrmRecord, changes: Changes, by: string): void => {
    const { modified, ...values } = changes;
    const checked = Object.entries(values).map(([key, value]) => [key, checkedValue(record.type, key, value)] as const);
    const time = modified === undefined ? nowMinute() : timeOf(modified);
    const audited = record.type === 'DEAL' ? { log: historyOf(record), before: { ...record.values } } : undefined;
    for (const [key, value] of checked) record.values[key] = value;
    if (record.type === 'DEAL') {
      const means = table('STAGE').get(textOf(record, 'stage'))?.values['status'];
      if ('stage' in values && !('status' in values) && means !== undefined) record.values['status'] = means;
      record.values['modifiedBy'] = by;
      if ('closeDate' in values && impossible.get(`DEAL ${record.id}`) === 'closeDate')
        impossible.delete(`DEAL ${record.id}`);
    }
    for (const field of audited === undefined ? [] : AUDITED) {
      const [from, to] = [audited?.before[field] ?? null, record.values[field] ?? null];
      if (from !== to) audited?.log.push({ time, by, field, from, to });
    }
    record.modified = time;
    changed(record.type);
  };

  const nextId = (type: ObjectType): string => {
    const used = [...table(type).keys(), ...bin(type).keys()].map((id) => Number(id.replace(/\D/g, '')));
    const number = used.reduce((left, right) => Math.max(left, right), 0) + (type === 'STAGE' ? 10 : 1);
    if (type === 'CONTACT') return `C-${String(number).padStart(4, '0')}`;
    return type === 'STAGE' ? `S${number}` : String(number);
  };

  return {
    get: (type, id) => table(type).get(id),
    getDeletedToo: (type, id) => table(type).get(id) ?? bin(type).get(id),
    all: (type) => [...table(type).values()],
    deletedIds: (type) => [...bin(type).keys()],
    sorted: (type, key, descending) => {
      const cacheKey = `${type} ${key} ${descending}`;
      const known = orders.get(cacheKey);
      if (known !== undefined) return known;
      const ordered = [...table(type).values()]
        .map((record) => [sortValue(record, key), record] as const)
        .sort(byValueThenId)
        .map(([, record]) => record);
      if (descending) ordered.reverse();
      orders.set(cacheKey, ordered);
      return ordered;
    },
    withReference: (type, key, id) => {
      const cacheKey = `${type} ${key}`;
      const index = references.get(cacheKey) ?? Map.groupBy(table(type).values(), (record) => record.values[key]);
      references.set(cacheKey, index);
      return index.get(id) ?? [];
    },
    userByLogin: (login) => [...table('BUSINESS_USER').values()].find((user) => user.values['login'] === login),
    edit: (type, id, changes, by = 'jsmith') => {
      const record = need(type, id);
      apply(record, changes, by);
      return record;
    },
    create: (type, values = {}, by = 'jsmith') => {
      const id = nextId(type);
      const now = nowMinute();
      const record: CrmRecord = { type, id, created: now, modified: now, values: minimumValues(type, id) };
      if (type === 'DEAL') record.values['createdBy'] = by;
      apply(record, values, by);
      // What a new deal starts with is no change.
      if (type === 'DEAL') histories.set(id, []);
      record.created = Math.min(record.created, record.modified);
      table(type).set(id, record);
      return record;
    },
    delete: (type, id) => {
      bin(type).set(id, need(type, id));
      table(type).delete(id);
      changed(type);
    },
    restore: (type, id) => {
      const record = bin(type).get(id);
      if (record === undefined) throw new ChangeRefused(`${type} ${id} was not deleted`);
      bin(type).delete(id);
      table(type).set(id, record);
      changed(type);
    },
    history: (dealId) => {
      const deal = table('DEAL').get(dealId);
      return deal === undefined ? [] : [...historyOf(deal)];
    },
    impossibleDate: (type, id) => impossible.get(`${type} ${id}`),
    setImpossibleDate: (type, id, field) => {
      need(type, id);
      if (field === null) impossible.delete(`${type} ${id}`);
      else impossible.set(`${type} ${id}`, field);
    },
  };
};
