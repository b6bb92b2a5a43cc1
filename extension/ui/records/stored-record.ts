import type { ObjectType } from '../../../shared/objects/object-type.ts';
import type { Rejected } from '../../../shared/protocol/messages.ts';
import type { FieldValue, Reading } from '../../../shared/protocol/reading.ts';
import type { MirrorRow, RecordRow } from '../../store/rows.ts';

/** `waiting`: read here, not confirmed in its present state. `gone`: its page says that it does not exist any more. */
export const RECORD_STATES = ['waiting', 'confirmed', 'rejected', 'gone'] as const;
export type RecordState = (typeof RECORD_STATES)[number];

/** A record as the list shows it: everything that finding, filtering and ordering need, and no more. */
export interface StoredRecord {
  readonly key: string;
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly name: string;
  readonly state: RecordState;
  /** The CRM's own date of the last change, ISO 8601; null where it has none. */
  readonly modifiedAt: string | null;
  /** When it was last read, in milliseconds since the epoch. */
  readonly readAt: number;
  readonly problems: number;
  /** Its ids and values in lower case, to search in. */
  readonly haystack: string;
}

/** What the Worker has said, by `objectType|objectId`. */
export interface Answers {
  readonly mirror: ReadonlyMap<string, MirrorRow>;
  readonly rejected: ReadonlyMap<string, Rejected>;
}

/** Whether there is anything to show: a row that a list has shown in another role only was never made into a record. */
export function wasMade({ reading, dirty }: RecordRow): boolean {
  return reading !== null || dirty === 1;
}

/** The list's view of one stored row. */
export function storedRecord(row: RecordRow, answers: Answers): StoredRecord {
  const fields = row.reading?.fields ?? {};
  const name = nameOf(row.reading) ?? row.crmId;
  return {
    key: row.key,
    objectType: row.objectType,
    objectId: row.objectId,
    name,
    state: stateOf(row, answers),
    modifiedAt: typeof fields['modifiedDate'] === 'string' ? fields['modifiedDate'] : null,
    readAt: row.seenAt,
    problems: row.reading?.problems.length ?? 0,
    haystack: haystackOf(row, name, fields),
  };
}

/** What a person would call the record: its name, the person's name, or the e-mail address. */
export function nameOf(reading: Reading | null): string | null {
  const fields = reading?.fields ?? {};
  const texts = (...names: string[]) =>
    names
      .map((name) => fields[name])
      .filter((value): value is string => typeof value === 'string' && value.trim() !== '')
      .join(' ');
  return texts('name') || texts('firstName', 'lastName') || texts('emailAddress') || null;
}

function stateOf(row: RecordRow, { mirror, rejected }: Answers): RecordState {
  const id = `${row.objectType}|${row.objectId}`;
  const said = mirror.get(id)?.state;
  const asSent = row.print !== null && row.print === row.queuedPrint;
  if (asSent && (rejected.has(id) || said === 'rejected')) return 'rejected';
  if (row.presence === 'gone' || said === 'deleted') return 'gone';
  // What was last said of the object may have been said of an earlier version.
  return row.print !== null && row.print === row.confirmedPrint ? 'confirmed' : 'waiting';
}

const LONGEST_SEARCHED = 300;

function haystackOf(row: RecordRow, name: string, fields: Readonly<Record<string, FieldValue>>): string {
  const values = Object.values(fields).flatMap((value) => (value === null ? [] : value));
  return [row.objectId, row.crmId, name, ...values.map((value) => String(value).slice(0, LONGEST_SEARCHED))]
    .join('\n')
    .toLowerCase();
}
