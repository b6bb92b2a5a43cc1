import { parts } from './parts.ts';
import { readHistory } from './read-history.ts';
import { readList } from './read-list.ts';
import { formValues } from './replay-form.ts';
import { fromRow } from './row-source.ts';

/** Lays ready what reads lists, changes and forms. */
export function offerLists(): void {
  parts.lists = { readList, readHistory, formValues, fromRow };
}
