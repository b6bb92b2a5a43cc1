import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import type { Batch } from '../../shared/protocol/messages.ts';
import type { FieldProblem, FieldValue, Reading } from '../../shared/protocol/reading.ts';
import { crmDate } from './crm-date.ts';
import { shapeOf } from './field-shape.ts';
import { DATE, fitsPacked, PLACE, packContents, packedDate, placed } from './packed-rows.ts';
import { refusalOf } from './refusal.ts';
import { typeName, typeNumber } from './version-state.ts';

/**
 * A batch as the Durable Object takes it. There is one such object for a company, and any number of Workers in front of it: what can be done to a batch without
 * the ledger is done there, and what crosses over are few long texts instead of thousands of small values.
 */
export interface PackedBatch extends Omit<Batch, 'readings'> {
  readonly rows: readonly PackedRows[];
  /** Readings that need judgement whatever the ledger has. */
  readonly others: readonly Reading[];
}

/**
 * Readings of one type that show their record, each a text with its columns at fixed characters (packed-rows.ts). Both ids are as wide as the widest, so that no
 * number has to tell where the next column starts. Times in ms.
 */
export interface PackedRows {
  readonly type: number;
  readonly count: number;
  /** The texts as JSON. */
  readonly list: string;
  readonly bytes: ArrayBuffer;
  readonly idWidth: number;
  readonly crmWidth: number;
  /** Every objectId is as wide as the widest. */
  readonly evenIds: boolean;
  /** Every reading has a date. */
  readonly allDated: boolean;
  /** The shape of every content (field-shape.ts); null where they differ. */
  readonly shape: number | null;
  readonly readAts: readonly number[];
  /** The CRM's dates; 0 where it says none. */
  readonly dates: readonly number[];
  readonly problems: readonly (readonly [index: number, problem: FieldProblem])[];
}

/** Packs a batch. */
export function packBatch({ readings, ...rest }: Batch): PackedBatch {
  const groups: Reading[][] = OBJECT_TYPES.map(() => []);
  const others: Reading[] = [];
  const twice = namedTwice(readings);
  for (const reading of readings) {
    const alone = twice.size === 0 || !twice.has(reading.objectType + reading.objectId);
    (alone && isPlain(reading) ? groups[typeNumber(reading.objectType)] : others)?.push(reading);
  }
  const rows = groups.flatMap((group, type) => (group.length === 0 ? [] : [packRows(type, group)]));
  return { ...rest, rows, others };
}

/** How many readings a batch has. */
export function readingsIn({ rows, others }: PackedBatch): number {
  return rows.reduce((sum, { count }) => sum + count, others.length);
}

function namedTwice(readings: readonly Reading[]): Set<string> {
  const once = OBJECT_TYPES.map(() => new Set<string>());
  const twice = new Set<string>();
  for (const { objectType, objectId } of readings) {
    const ids = once[typeNumber(objectType)];
    if (ids?.has(objectId)) twice.add(objectType + objectId);
    else ids?.add(objectId);
  }
  return twice;
}

/** What is put behind shorter ids to make all as long; no objectId has one. */
const PAD = ' ';
const SURROGATE = /[\ud800-\udfff]/;

function isPlain(reading: Reading): boolean {
  const { presence, crmId, history, fields } = reading;
  if (presence !== 'present' || (history?.length ?? 0) > 0) return false;
  if (!fitsPacked(crmDate(fields['modifiedDate']) ?? 0) || !fitsPacked(Date.parse(reading.readAt))) return false;
  // SQLite counts such letters once, JavaScript twice; to its functions a text ends where a zero stands.
  if (crmId !== undefined && (SURROGATE.test(crmId) || crmId.includes('\0') || crmId.endsWith(PAD))) return false;
  if (pageOf(reading)?.includes('\0') === true) return false;
  return refusalOf(typeNumber(reading.objectType), fields) === null;
}

// Columns of a text, counted from 1: place, date, when it was read, shape, objectId, the CRM's id, the page.
const SHAPE = 16;
const SHAPE_ONE = 10 ** (SHAPE - 1);
const DATE_AT = PLACE + 1;
const READ_AT = DATE_AT + DATE;
const SHAPE_AT = READ_AT + DATE;
const ID_AT = SHAPE_AT + SHAPE;

/** Where the columns of a text are: first character and length. */
export function columnsOf({ idWidth, crmWidth }: Pick<PackedRows, 'idWidth' | 'crmWidth'>) {
  return {
    date: [DATE_AT, DATE],
    readAt: [READ_AT, DATE],
    shape: [SHAPE_AT, SHAPE],
    objectId: [ID_AT, idWidth],
    crmId: [ID_AT + idWidth, crmWidth],
    page: ID_AT + idWidth + crmWidth,
  } as const;
}

function packRows(type: number, readings: readonly Reading[]): PackedRows {
  const contents: string[] = [];
  const shapes: number[] = [];
  const problems: [number, FieldProblem][] = [];
  let idWidth = 0;
  let crmWidth = 0;
  for (const [index, reading] of readings.entries()) {
    const content = contentOf(reading);
    contents.push(JSON.stringify(content));
    shapes.push(shapeOf(content));
    idWidth = Math.max(idWidth, reading.objectId.length);
    crmWidth = Math.max(crmWidth, reading.crmId?.length ?? 0);
    for (const problem of reading.problems) problems.push([index, problem]);
  }
  const { places, bytes } = packContents(contents);
  const dates = readings.map(({ fields }) => crmDate(fields['modifiedDate']) ?? 0);
  const readAts = readings.map(({ readAt }) => Date.parse(readAt));
  const texts = readings.map((reading, index) => {
    const numbers = `${places[index]}${packedDate(dates[index] ?? 0)}${packedDate(readAts[index] ?? 0)}${SHAPE_ONE + (shapes[index] ?? 0)}`;
    const crmId = crmWidth === 0 ? '' : (reading.crmId ?? '').padEnd(crmWidth, PAD);
    return `${numbers}${reading.objectId.padEnd(idWidth, PAD)}${crmId}${pageOf(reading) ?? ''}`;
  });
  const [shape = 0] = shapes;
  return {
    type,
    count: texts.length,
    list: JSON.stringify(texts),
    bytes,
    idWidth,
    crmWidth,
    evenIds: readings.every(({ objectId }) => objectId.length === idWidth),
    allDated: dates.every((date) => date > 0),
    shape: shapes.every((other) => other === shape) ? shape : null,
    readAts,
    dates,
    problems,
  };
}

/** What a version says: all that was read but for the record's date. */
function contentOf({ fields }: Reading): Record<string, FieldValue> {
  const content: Record<string, FieldValue> = {};
  for (const field in fields) {
    const value = fields[field];
    if (field !== 'modifiedDate' && value !== undefined) content[field] = value;
  }
  return content;
}

/** The record's page in the CRM, for people. */
export function pageOf({ pageUrl, fields }: Reading): string | null {
  const page = pageUrl ?? fields['url'];
  return typeof page === 'string' && page !== '' ? page : null;
}

/** The texts one by one: for those rows that go another way than all. */
export function textsOf({ list }: PackedRows): readonly string[] {
  return JSON.parse(list) as string[];
}

/** The objectId of a row with this text. */
export function objectIdOf(rows: PackedRows, text: string): string {
  return cut(text, columnsOf(rows).objectId).trimEnd();
}

/** A row with its text as the reading it was: all of it that composing looks at. */
export function readingAt(rows: PackedRows, index: number, text: string): Reading {
  const at = columnsOf(rows);
  const fields = JSON.parse(placed(rows.bytes, text)) as Record<string, FieldValue>;
  const date = rows.dates[index] ?? 0;
  if (date > 0) fields['modifiedDate'] = new Date(date).toISOString();
  const crmId = cut(text, at.crmId).trimEnd();
  const pageUrl = text.slice(at.page - 1);
  return {
    objectType: typeName(rows.type),
    objectId: cut(text, at.objectId).trimEnd(),
    presence: 'present',
    fields,
    problems: rows.problems.filter(([of]) => of === index).map(([, problem]) => problem),
    readAt: new Date(rows.readAts[index] ?? 0).toISOString(),
    ...(crmId === '' ? {} : { crmId }),
    ...(pageUrl === '' ? {} : { pageUrl }),
  };
}

function cut(text: string, [at, length]: readonly [at: number, length: number]): string {
  return text.slice(at - 1, at - 1 + length);
}
