import { isObjectType, type ObjectType } from '../../../shared/objects/object-type.ts';
import { RECORD_STATES, type RecordState, type StoredRecord } from './stored-record.ts';

export interface RecordFilter {
  /** Words that all have to occur, anywhere in the record. */
  readonly words: string;
  readonly type: ObjectType | null;
  readonly state: RecordState | null;
  readonly withProblems: boolean;
}

export const NO_FILTER: RecordFilter = { words: '', type: null, state: null, withProblems: false };

/** The records that the filter lets through, in the order given. */
export function filterRecords(records: readonly StoredRecord[], filter: RecordFilter): readonly StoredRecord[] {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  const { type, state, withProblems } = filter;
  if (words.length === 0 && type === null && state === null && !withProblems) return records;
  return records.filter(
    (record) =>
      (type === null || record.objectType === type) &&
      (state === null || record.state === state) &&
      (!withProblems || record.problems > 0) &&
      words.every((word) => record.haystack.includes(word)),
  );
}

/** The filter that a link to the page asks for: `?state=rejected&type=DEAL&q=words&problems=1`. */
export function filterOfQuery(query: string): RecordFilter {
  const asked = new URLSearchParams(query);
  const type = asked.get('type');
  const state = asked.get('state');
  return {
    words: asked.get('q') ?? '',
    type: isObjectType(type) ? type : null,
    state: RECORD_STATES.find((known) => known === state) ?? null,
    withProblems: asked.has('problems'),
  };
}

/** The link's query for a filter; empty for none. */
export function queryOfFilter({ words, type, state, withProblems }: RecordFilter): string {
  const query = new URLSearchParams();
  if (words !== '') query.set('q', words);
  if (type !== null) query.set('type', type);
  if (state !== null) query.set('state', state);
  if (withProblems) query.set('problems', '1');
  return query.toString();
}
