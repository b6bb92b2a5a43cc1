import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import type { Batch } from '../../shared/protocol/messages.ts';
import type { FieldProblem, FieldValue, Reading } from '../../shared/protocol/reading.ts';
import { crmDate } from './crm-date.ts';
import { shapesInTurn } from './field-shape.ts';
import {
  DATE,
  fitsPacked,
  NUMBER,
  PLACE,
  packedDate,
  packedNumber,
  packTable,
  packTexts,
  placed,
} from './packed-rows.ts';
import { refusalOf } from './refusal.ts';
import { typeName, typeNumber } from './version-state.ts';

/**
 * A batch as the Durable Object takes it. There is one such object for a company, and any number of Workers in front of it: what can be done to a batch without
 * the ledger is done there, and what crosses over are few long texts instead of thousands of small values.
 */
export interface PackedBatch extends Omit<Batch, 'readings'> {
  /** PACKED_FORM of who packed it. */
  readonly form: number;
  readonly rows: readonly PackedRows[];
  /** Readings that need judgement whatever the ledger has. */
  readonly others: readonly Reading[];
}

/**
 * Changes with every change of what a packed batch is: while a new version of the Worker is deployed, the Worker in front and the object may be of different ones,
 * and rows that are read otherwise than they were written would be lost without a word.
 */
export const PACKED_FORM = 2;
/** Rows of one type in a batch: places have ten bits in the numbers of plain-rows.ts. */
export const MOST_ROWS = 1024;

/**
 * Readings of one type that show their record, a row each (packed-rows.ts). All objectIds and pages are as wide as the widest, so that no number has to tell where
 * one lies. Times in ms.
 */
export interface PackedRows {
  readonly type: number;
  readonly count: number;
  readonly table: ArrayBuffer;
  /** Contents and the CRM's ids. */
  readonly bytes: ArrayBuffer;
  readonly idWidth: number;
  /** In bytes. */
  readonly pageWidth: number;
  /** Every objectId is as wide as the widest, and so is every page. */
  readonly evenIds: boolean;
  readonly evenPages: boolean;
  /** Some reading has an id of the CRM's own. */
  readonly hasCrmIds: boolean;
  /** Every reading has a date. */
  readonly allDated: boolean;
  /** The shape of every content (field-shape.ts); null where they differ. */
  readonly shape: number | null;
  readonly readAts: readonly number[];
  /** The CRM's dates; 0 where it says none. */
  readonly dates: readonly number[];
  readonly problems: readonly (readonly [index: number, problem: FieldProblem])[];
}

/** A reading whose dates are read: the CRM's (0 where it says none) and when it was read. */
interface Dated {
  readonly reading: Reading;
  readonly date: number;
  readonly readAt: number;
}

/** Packs a batch. */
export function packBatch({ readings, ...rest }: Batch): PackedBatch {
  const groups: Dated[][] = OBJECT_TYPES.map(() => []);
  const others: Reading[] = [];
  const twice = namedTwice(readings);
  for (const reading of readings) {
    const alone = twice.size === 0 || !twice.has(reading.objectType + reading.objectId);
    const date = crmDate(reading.fields['modifiedDate']) ?? 0;
    const dated = { reading, date, readAt: Date.parse(reading.readAt) };
    if (alone && isPlain(dated)) groups[typeNumber(reading.objectType)]?.push(dated);
    else others.push(reading);
  }
  const rows = groups.flatMap((group, type) => (group.length === 0 ? [] : [packRows(type, group)]));
  return { ...rest, form: PACKED_FORM, rows, others };
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

/** What is put behind shorter ids and pages to make all as long; no objectId has one. */
const PAD = ' ';
/** A longer page would make every row of its batch as long. */
const LONGEST_PAGE = 500;

function isPlain({ reading, date, readAt }: Dated): boolean {
  const { presence, crmId, history, fields } = reading;
  if (presence !== 'present' || (history?.length ?? 0) > 0) return false;
  if (!fitsPacked(date) || !fitsPacked(readAt)) return false;
  // To SQLite's functions a text ends where a zero stands.
  if (crmId?.includes('\0') === true) return false;
  const page = pageOf(reading);
  if (page !== null && (page.length > LONGEST_PAGE || page.endsWith(PAD) || page.includes('\0'))) return false;
  return refusalOf(typeNumber(reading.objectType), fields) === null;
}

/** Where the columns of a row are, counted from 1; the numbers' widths are those of packed-rows.ts. `crmId` is there only where some reading has one. */
export const COLUMNS = {
  content: 1,
  date: 1 + PLACE,
  readAt: 1 + PLACE + DATE,
  shape: 1 + PLACE + 2 * DATE,
  crmId: 1 + PLACE + 2 * DATE + NUMBER,
} as const;

/** Where the objectId and the page of a row begin, and how wide a row is, in bytes. */
export function lastColumns({
  idWidth,
  pageWidth,
  hasCrmIds,
}: Pick<PackedRows, 'idWidth' | 'pageWidth' | 'hasCrmIds'>) {
  const objectId = COLUMNS.crmId + (hasCrmIds ? PLACE : 0);
  const page = objectId + idWidth;
  return { objectId, page, width: page - 1 + pageWidth };
}

function packRows(type: number, group: readonly Dated[]): PackedRows {
  const count = group.length;
  const texts: string[] = [];
  const shapes: number[] = [];
  const problems: [number, FieldProblem][] = [];
  const noteShape = shapesInTurn();
  let hasCrmIds = false;
  for (const [index, { reading }] of group.entries()) {
    const content = contentOf(reading);
    texts.push(JSON.stringify(content));
    shapes.push(noteShape(content));
    if (reading.crmId !== undefined && reading.crmId !== '') hasCrmIds = true;
    for (const problem of reading.problems) problems.push([index, problem]);
  }
  if (hasCrmIds) texts.push(...group.map(({ reading }) => reading.crmId ?? ''));
  const { places, bytes } = packTexts(texts);
  const ids = padded(group.map(({ reading }) => reading.objectId));
  const pages = padded(group.map(({ reading }) => pageOf(reading) ?? ''));
  const rows = group.map(({ date, readAt }, index) => {
    const crmId = hasCrmIds ? places[count + index] : '';
    return `${places[index]}${packedDate(date)}${packedDate(readAt)}${packedNumber(shapes[index] ?? 0)}${crmId}${ids.texts[index]}${pages.texts[index]}`;
  });
  const [shape = 0] = shapes;
  return {
    type,
    count,
    table: packTable(rows),
    bytes,
    idWidth: ids.width,
    pageWidth: pages.width,
    evenIds: ids.even,
    evenPages: pages.even,
    hasCrmIds,
    allDated: group.every(({ date }) => date > 0),
    shape: shapes.every((other) => other === shape) ? shape : null,
    readAts: group.map(({ readAt }) => readAt),
    dates: group.map(({ date }) => date),
    problems,
  };
}

/** Texts as wide as the widest of them, in bytes. */
function padded(texts: readonly string[]): { texts: readonly string[]; width: number; even: boolean } {
  const widths = texts.map((text) => Buffer.byteLength(text));
  const width = Math.max(...widths);
  if (widths.every((other) => other === width)) return { texts, width, even: true };
  return { texts: texts.map((text, index) => text + PAD.repeat(width - (widths[index] ?? 0))), width, even: false };
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

const decoder = new TextDecoder();

function rowAt(rows: PackedRows, index: number): string {
  const { width } = lastColumns(rows);
  return decoder.decode(new Uint8Array(rows.table, index * width, width));
}

function objectIdIn(rows: PackedRows, row: string): string {
  const { objectId, page } = lastColumns(rows);
  return row.slice(objectId - 1, page - 1).trimEnd();
}

/** The objectId of a row. */
export function objectIdAt(rows: PackedRows, index: number): string {
  return objectIdIn(rows, rowAt(rows, index));
}

/** A row as the reading it was: all of it that composing looks at. */
export function readingAt(rows: PackedRows, index: number): Reading {
  const row = rowAt(rows, index);
  const fields = JSON.parse(placed(rows.bytes, row, COLUMNS.content)) as Record<string, FieldValue>;
  const date = rows.dates[index] ?? 0;
  if (date > 0) fields['modifiedDate'] = new Date(date).toISOString();
  const crmId = rows.hasCrmIds ? placed(rows.bytes, row, COLUMNS.crmId) : '';
  // Only what stands before it has as many letters as bytes.
  const pageUrl = row.slice(lastColumns(rows).page - 1).trimEnd();
  return {
    objectType: typeName(rows.type),
    objectId: objectIdIn(rows, row),
    presence: 'present',
    fields,
    problems: rows.problems.filter(([of]) => of === index).map(([, problem]) => problem),
    readAt: new Date(rows.readAts[index] ?? 0).toISOString(),
    ...(crmId === '' ? {} : { crmId }),
    ...(pageUrl === '' ? {} : { pageUrl }),
  };
}
