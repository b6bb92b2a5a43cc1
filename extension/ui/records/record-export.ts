import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import { STANDARD_FIELDS } from '../../../shared/objects/standard-fields.ts';
import type { FieldValue } from '../../../shared/protocol/reading.ts';
import type { RecordRow } from '../../store/rows.ts';
import { toCsv } from '../csv.ts';
import { webAddress } from '../web-address.ts';
import type { RecordState } from './stored-record.ts';

interface ExportedRecord {
  readonly objectType: string;
  readonly objectId: string;
  readonly state: RecordState;
  readonly readAt: string;
  readonly crmPage: string | null;
  readonly problems: readonly {
    readonly field?: string | undefined;
    readonly code: string;
    readonly message: string;
  }[];
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** The rows as an export names them, each with its state in the list. */
export function exportedRecords(rows: readonly RecordRow[], stateOf: (key: string) => RecordState): ExportedRecord[] {
  return rows.map((row) => ({
    objectType: row.objectType,
    objectId: row.objectId,
    state: stateOf(row.key),
    readAt: new Date(row.seenAt).toISOString(),
    crmPage: webAddress(row.reading?.pageUrl),
    problems: row.reading?.problems ?? [],
    fields: row.reading?.fields ?? {},
  }));
}

/** JSON as people and programs read it. */
export function toJson(records: readonly ExportedRecord[]): string {
  return `${JSON.stringify(records, null, 2)}\n`;
}

/** One line a record; a column for each field that occurs, Gong's standard ones first, in Gong's order. */
export function recordsToCsv(records: readonly ExportedRecord[]): string {
  const columns = ['objectType', 'objectId', 'state', 'readAt', 'crmPage', 'problems', ...fieldColumns(records)];
  return toCsv(
    columns,
    records.values().map(({ fields, problems, ...own }) => ({
      ...fields,
      ...own,
      problems: problems.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`)),
    })),
  );
}

function fieldColumns(records: readonly ExportedRecord[]): string[] {
  const standard = new Set(OBJECT_TYPES.flatMap((type) => Object.keys(STANDARD_FIELDS[type])));
  const present = new Set(records.flatMap(({ fields }) => Object.keys(fields)));
  return [...standard].filter((field) => present.has(field)).concat([...present.difference(standard)].sort());
}
