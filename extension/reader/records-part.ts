import { fromLabel, labelsFor } from './label-source.ts';
import { parts } from './parts.ts';
import { readRecord } from './read-record.ts';
import { readRowLabels } from './row-labels.ts';

/** Lays ready what reads records, and values by their labels wherever they stand. */
export function offerRecords(): void {
  parts.records = { readRecord, labelsFor, fromLabel, readRowLabels };
}
