import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';
import { believableDate } from './crm-date.ts';
import type { Db } from './db.ts';
import { contentAt, PLACE, packContents, padded } from './packed-rows.ts';
import { refusalOf } from './refusal.ts';
import { CONFIRMED, PENDING, typeNumber, UPSERT } from './version-state.ts';

/** A reading that shows its record and needs no judgement of its own. Times in ms. */
interface PlainReading {
  readonly reading: Reading;
  readonly type: number;
  readonly readAt: number;
  /** 0: the CRM has said none that can be believed. */
  readonly modified: number;
  readonly content: Readonly<Record<string, FieldValue>>;
}

export interface PlainContext {
  readonly now: number;
  readonly viewNo: number;
  readonly batchNo: number;
}

/** What became of the readings that this file has taken in. */
export interface TakenPlain {
  /** Number of each object, and whether it was found unchanged and confirmed. */
  readonly objects: readonly { readonly no: number; readonly unchanged: boolean; readonly plain: PlainReading }[];
  /** How many versions were made. */
  readonly changed: number;
  /** Readings that change an object, or that need judgement. */
  readonly rest: readonly Reading[];
}

/**
 * The common readings of a batch, all at once in three statements: an object that nobody has read before, and one that this reading shows as it is known.
 * Everything else is left to composing, reading by reading (intake.ts); for these two the outcome is the same.
 */
export function takePlain(db: Db, readings: readonly Reading[], context: PlainContext): TakenPlain {
  const { plain, rest } = sortOut(readings, context.now);
  if (plain.length === 0) return { objects: [], changed: 0, rest };
  const { places, bytes } = packContents(plain.map(({ content }) => content));
  const texts = plain.map((one, index) => textOf(one, places[index] ?? ''));
  const list = JSON.stringify(texts);
  const known = lookUp(db, list, bytes);
  const objects: TakenPlain['objects'][number][] = [];
  const fresh: number[] = [];
  for (let index = 0; index < plain.length; index += 1) {
    const one = plain[index];
    if (one === undefined) continue;
    const found = known.get(index);
    if (found === undefined && refusalOf(one.type, one.content) === null) fresh.push(index);
    else if (found?.same) objects.push({ no: found.no, unchanged: found.state === CONFIRMED, plain: one });
    else rest.push(one.reading);
  }
  if (fresh.length > 0) {
    const all = fresh.length === texts.length;
    const first = insertFresh(db, all ? list : JSON.stringify(fresh.map((index) => texts[index])), bytes, context);
    for (let n = 0; n < fresh.length; n += 1) {
      const one = plain[fresh[n] ?? 0];
      if (one !== undefined) objects.push({ no: first + n, unchanged: false, plain: one });
    }
  }
  return { objects, changed: fresh.length, rest };
}

function sortOut(readings: readonly Reading[], now: number): { plain: PlainReading[]; rest: Reading[] } {
  const once = OBJECT_TYPES.map(() => new Set<string>());
  const twice = OBJECT_TYPES.map(() => new Set<string>());
  for (const { objectType, objectId } of readings) {
    const type = typeNumber(objectType);
    if (once[type]?.has(objectId)) twice[type]?.add(objectId);
    else once[type]?.add(objectId);
  }
  const plain: PlainReading[] = [];
  const rest: Reading[] = [];
  for (const reading of readings) {
    const type = typeNumber(reading.objectType);
    const alone = reading.presence === 'present' && !twice[type]?.has(reading.objectId);
    const one = alone ? plainReading(reading, type, now) : null;
    if (one === null) rest.push(reading);
    else plain.push(one);
  }
  return { plain, rest };
}

const SURROGATE = /[\ud800-\udfff]/;

function plainReading(reading: Reading, type: number, now: number): PlainReading | null {
  const { fields, crmId } = reading;
  const { date, ahead } = believableDate(fields['modifiedDate'], now);
  if (ahead || (date !== null && (date <= 0 || date >= LATEST))) return null;
  // SQLite counts such letters once, JavaScript twice.
  if (crmId !== undefined && (crmId.length > 999 || SURROGATE.test(crmId))) return null;
  // And to its functions a text ends where a zero stands.
  if (`${crmId}${reading.pageUrl}`.includes('\0')) return null;
  const content: Record<string, FieldValue> = {};
  for (const field in fields) {
    const value = fields[field];
    if (field !== 'modifiedDate' && value !== undefined) content[field] = value;
  }
  return { reading, type, readAt: Date.parse(reading.readAt), modified: date ?? 0, content };
}

/** The year 2286; dates fill 13 digits until then. */
const LATEST = 10 ** 13;
const MODIFIED = 14;
const NO_DATE = padded(0, MODIFIED);
/** One number: a first digit, the type, the lengths of objectId and of the CRM's id. */
const LENGTHS = 7;
const [TYPE_AT, ID_LENGTH_AT, CRM_LENGTH_AT, PLACE_AT] = [
  MODIFIED + 2,
  MODIFIED + 3,
  MODIFIED + 5,
  MODIFIED + 1 + LENGTHS,
];
const ID_AT = PLACE_AT + PLACE;

/** A reading's columns as one text (packed-rows.ts): date, type, lengths, place of the content, then objectId, the CRM's id and the page. */
function textOf({ reading, type, modified }: PlainReading, place: string): string {
  const { objectId, crmId = '' } = reading;
  const lengths = padded(type * 100_000 + objectId.length * 1000 + crmId.length, LENGTHS);
  return padded(modified, MODIFIED) + lengths + place + objectId + crmId + (pageOf(reading) ?? '');
}

/** SQL for the columns of such a text. */
const COLUMN = (() => {
  const part = (at: string | number, length: string | number) => `substr(value, ${at}, ${length})`;
  const idLength = part(ID_LENGTH_AT, 2);
  const crmLength = part(CRM_LENGTH_AT, 3);
  return {
    // Its first digit is no part of it.
    date: `NULLIF(${part(2, MODIFIED - 1)}, '${NO_DATE.slice(1)}')`,
    type: part(TYPE_AT, 1),
    objectId: part(ID_AT, idLength),
    crmId: `NULLIF(${part(`${ID_AT} + ${idLength}`, crmLength)}, '')`,
    page: `NULLIF(substr(value, ${ID_AT} + ${idLength} + ${crmLength}), '')`,
    content: contentAt('value', PLACE_AT, '?2'),
  };
})();

interface Known {
  readonly no: number;
  readonly state: number;
  /** The reading tells nothing that is not known. */
  readonly same: boolean;
}

/** What the ledger has of the records, by their place in the list. */
function lookUp(db: Db, texts: string, bytes: ArrayBuffer): Map<number, Known> {
  const { date, type, objectId, crmId, page, content } = COLUMN;
  // One number a row: a row of many columns costs as much as finding it.
  const rows = db.all<{ word: number }>(
    `SELECT ((o.no << 10 | key) << 4) | (v.state << 1) | (v.kind = ${UPSERT} AND o.own_marks IS NULL AND v.content = ${content}
       AND COALESCE(o.page_url = ${page}, ${page} IS NULL) AND COALESCE(o.crm_id = ${crmId}, ${crmId} IS NULL)
       AND COALESCE(CAST(${date} AS INTEGER) <= MIN(o.proved_modified, o.crm_modified), ${date} IS NULL)) AS word
     FROM json_each(?1) CROSS JOIN objects o ON o.type = ${type} AND o.object_id = ${objectId} CROSS JOIN versions v ON v.no = o.newest`,
    texts,
    bytes,
  );
  return new Map(
    rows.map(({ word }) => [
      Math.floor(word / 16) % 1024,
      { no: Math.floor(word / 16384), state: (word >> 1) & 7, same: (word & 1) === 1 },
    ]),
  );
}

/** Objects and their first versions; returns the number of the first object. */
function insertFresh(db: Db, texts: string, bytes: ArrayBuffer, { now, viewNo, batchNo }: PlainContext): number {
  const objectNo = (db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM objects')?.no ?? 0) + 1;
  const versionNo = (db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM versions')?.no ?? 0) + 1;
  const { date, type, objectId, crmId, page, content } = COLUMN;
  db.run(
    `INSERT INTO objects (no, type, object_id, crm_id, page_url, newest, proved_by, proved_modified, crm_modified)
     SELECT ?2 + key, ${type}, ${objectId}, ${crmId}, ${page}, ?3 + key, ?4, ${date}, ${date} FROM json_each(?1)`,
    texts,
    objectNo,
    versionNo,
    viewNo,
  );
  db.run(
    `INSERT INTO versions (no, object_no, type, kind, content, modified, state, hold, hold_reason, received_at, view_no, batch_no)
     SELECT ?4 + key, ?3 + key, ${type}, ${UPSERT}, ${content}, COALESCE(${date}, ?5), ${PENDING}, 1, 'unjudged', ?5, ?6, ?7 FROM json_each(?1)`,
    texts,
    bytes,
    objectNo,
    versionNo,
    now,
    viewNo,
    batchNo,
  );
  return objectNo;
}

/** The record's page in the CRM, for people. */
export function pageOf({ pageUrl, fields }: Reading): string | null {
  const url = fields['url'];
  return pageUrl ?? (typeof url === 'string' ? url : null);
}
