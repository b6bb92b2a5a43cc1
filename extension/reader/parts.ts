/**
 * The parts of the reader that only some pages need. They are scripts of their own and lay themselves ready here once they are loaded;
 * `needed-parts.ts` says which page needs which.
 */

import type { fromLabel, labelsFor } from './label-source.ts';
import type { readHistory } from './read-history.ts';
import type { readList } from './read-list.ts';
import type { readRecord } from './read-record.ts';
import type { formValues } from './replay-form.ts';
import type { readRowLabels } from './row-labels.ts';
import type { fromRow } from './row-source.ts';

export interface ReaderParts {
  lists?: {
    readonly readList: typeof readList;
    readonly readHistory: typeof readHistory;
    readonly formValues: typeof formValues;
    readonly fromRow: typeof fromRow;
  };
  records?: {
    readonly readRecord: typeof readRecord;
    readonly labelsFor: typeof labelsFor;
    readonly fromLabel: typeof fromLabel;
    readonly readRowLabels: typeof readRowLabels;
  };
}

export const parts: ReaderParts = {};

/** The part, which whoever reads has loaded before. */
export function part<Name extends keyof ReaderParts>(name: Name): NonNullable<ReaderParts[Name]> {
  const found = parts[name];
  if (found === undefined) throw new Error(`the part “${name}” of the reader is not loaded`);
  return found;
}
