import { OBJECT_TYPES, type ObjectType, perType } from '../../shared/objects/object-type.ts';
import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';

type Fields = Record<string, FieldValue>;

export interface CrmRecord {
  readonly type: ObjectType;
  readonly id: string;
  fields: Fields;
  gone: boolean;
  /** The words that its name has had, oldest first: by them an upload shows which state it carries. */
  readonly words: string[];
}

/** One rep's browser: what its rights and its language make of a record. */
export interface View {
  readonly id: string;
  readonly deviceNo: number;
  readonly see: (fields: Fields) => Fields;
}

/** The field that carries a record's word. */
export const WORD_FIELD = {
  BUSINESS_USER: 'emailAddress',
  STAGE: 'name',
  ACCOUNT: 'name',
  CONTACT: 'firstName',
  DEAL: 'name',
  LEAD: 'firstName',
} as const satisfies Record<ObjectType, string>;

const MONEY = ['amount', 'closeDate', 'domains', 'region'];
const without = (names: readonly string[]) => (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

/**
 * Five views with different rights and formats: all there is; money unread; money shown empty for want of rights; dates in another zone;
 * a list without the modified date. The first sees everything.
 */
export const VIEWS: readonly [View, ...View[]] = [
  { id: 'all', deviceNo: 1, see: (fields) => fields },
  { id: 'no-money', deviceNo: 2, see: without(MONEY) },
  {
    id: 'blank-money',
    deviceNo: 3,
    see: (fields) =>
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, MONEY.includes(name) ? null : value])),
  },
  {
    id: 'other-zone',
    deviceNo: 4,
    see: (fields) => ({ ...fields, modifiedDate: inZone(String(fields['modifiedDate']), 5.5) }),
  },
  { id: 'undated', deviceNo: 5, see: without(['modifiedDate', ...MONEY]) },
];

/** The same moment with the offset of a zone so many hours east of UTC. */
function inZone(instant: string, hours: number): string {
  const local = new Date(Date.parse(instant) + hours * 3600_000).toISOString().replace(/\.\d{3}Z$/, '');
  const minutes = String(Math.round((hours % 1) * 60)).padStart(2, '0');
  return `${local}+${String(Math.floor(hours)).padStart(2, '0')}:${minutes}`;
}

const LETTERS = perType((type) => type.slice(0, 2).toLowerCase());

export interface ScenarioCrm {
  readonly records: ReadonlyMap<string, CrmRecord>;
  /** Gives a record other values, now. One that was gone returns. */
  edit(record: CrmRecord): void;
  /** A record by chance. */
  any(): CrmRecord | undefined;
  live(type: ObjectType): CrmRecord[];
  reading(view: View, record: CrmRecord): Reading;
}

/** A CRM of `size` records beside 8 users and 6 stages; `now` in ms. */
export function scenarioCrm(size: number, random: () => number, now: () => number): ScenarioCrm {
  const int = (below: number) => Math.floor(random() * below);
  const records = new Map<string, CrmRecord>();
  const sizes = {
    BUSINESS_USER: 8,
    STAGE: 6,
    ACCOUNT: Math.ceil(size * 0.2),
    CONTACT: Math.ceil(size * 0.4),
    DEAL: Math.ceil(size * 0.25),
    LEAD: Math.ceil(size * 0.15),
  };
  const ref = (type: ObjectType) => `${LETTERS[type]}${int(sizes[type])}`;
  let words = 0;

  function fieldsOf(type: ObjectType, i: number): Fields {
    const modifiedDate = new Date(Math.floor(now() / 1000) * 1000 - 1000).toISOString();
    words += 1;
    const word = `w${words}`;
    switch (type) {
      case 'BUSINESS_USER':
        return { modifiedDate, emailAddress: `u${i}.${word}@x.example` };
      case 'STAGE':
        return { modifiedDate, name: `Stage ${word}`, sortOrder: i + 1 };
      case 'ACCOUNT':
        return { modifiedDate, name: `Account ${word}`, domains: [`d${word}.example`] };
      case 'CONTACT':
        return { modifiedDate, firstName: word, accountId: ref('ACCOUNT') };
      case 'DEAL':
        return {
          modifiedDate,
          name: `Deal ${word}`,
          accountId: ref('ACCOUNT'),
          ownerId: ref('BUSINESS_USER'),
          stage: ref('STAGE'),
          amount: int(1000),
          region: `r${int(4)}`,
          closeDate: random() < 0.2 ? null : '2026-05-01',
        };
      case 'LEAD':
        return { modifiedDate, firstName: word };
    }
  }

  const wordOf = ({ type, fields }: Pick<CrmRecord, 'type' | 'fields'>) => String(fields[WORD_FIELD[type]]);

  for (const type of OBJECT_TYPES) {
    for (let i = 0; i < sizes[type]; i += 1) {
      const id = `${LETTERS[type]}${i}`;
      const fields = fieldsOf(type, i);
      records.set(id, { type, id, fields, gone: false, words: [wordOf({ type, fields })] });
    }
  }
  const list = [...records.values()];

  return {
    records,
    any: () => list[int(list.length)],
    live: (type) => list.filter((record) => record.type === type && !record.gone),
    edit(record) {
      record.gone = false;
      record.fields = fieldsOf(record.type, int(sizes[record.type]));
      record.words.push(wordOf(record));
    },
    reading: (view, { type, id, fields, gone }) => ({
      objectType: type,
      objectId: id,
      presence: gone ? 'gone' : 'present',
      fields: gone ? {} : view.see(fields),
      problems: [],
      readAt: new Date(now()).toISOString(),
    }),
  };
}
