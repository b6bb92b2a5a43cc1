/** Earlier states of a record out of its list of changes. */
import type { RawChange, RawRecord, RawValue } from '../profile/raw.ts';
import type { HistoryPage } from '../profile/schema.ts';
import type { FieldProblem, FieldValue, Reading } from '../protocol/reading.ts';
import { convert, type Outcome, prepareText } from './convert.ts';
import { formatsOf } from './formats.ts';
import type { InterpretContext } from './interpret.ts';
import { type FullMeaning, meaningOf } from './meaning.ts';
import { resolveReference } from './references.ts';

type State = Record<string, FieldValue>;
type History = NonNullable<Reading['history']>;

/** One change, its values converted. `at`: ISO instant. */
interface Change {
  readonly at: string;
  readonly field: string;
  readonly from: FieldValue;
  readonly to: FieldValue;
}

/** More versions of one record than this would keep the upload busy for hours; the newest count. */
const MOST_STATES = 500;

/**
 * The states that a record had, oldest first, each with the moment from which on it held; walked back from `current`, what the record shows now.
 * Changes at the same moment are one state. Where a row cannot be read, or the rows contradict each other or the record, nothing older than that is
 * taken: a state that is not proven is not sent.
 */
export function historyOf(
  raws: readonly RawRecord[],
  current: Readonly<Record<string, FieldValue>>,
  context: InterpretContext,
): { history: History; problems: FieldProblem[] } {
  const piece = raws.find((raw) => raw.changes !== undefined);
  const page = piece && context.profile.pages[piece.page];
  if (piece?.changes === undefined || page?.kind !== 'history') return { history: [], problems: [] };
  const problems: FieldProblem[] = [];
  const changes: Change[] = [];
  for (const [index, row] of piece.changes.entries()) {
    const change = changeOf(row, page, context);
    if (change === null) continue;
    if ('code' in change) {
      problems.push({ code: 'history-unread', message: `Change ${index + 1} on “${piece.page}”: ${change.message}` });
      // What came before a change that is not known is not known either; rows stand newest first or oldest first.
      continue;
    }
    changes.push(change);
  }
  if (problems.length > 0) return { history: [], problems: problems.slice(0, 20) };
  const { history, contradiction } = walkBack(changes, current);
  if (contradiction !== null) {
    problems.push({ code: 'history-unread', field: contradiction.field, message: contradiction.message });
  }
  const { modifiedDate } = current;
  const own = typeof modifiedDate === 'string' ? Date.parse(modifiedDate) : Number.NaN;
  return { history: history.filter((state) => Date.parse(state.modifiedDate) !== own), problems };
}

/** Undoes the changes one moment after the other. */
function walkBack(
  changes: readonly Change[],
  current: Readonly<Record<string, FieldValue>>,
): { history: History; contradiction: { field: string; message: string } | null } {
  const newestFirst = changes.toSorted((one, other) => (one.at < other.at ? 1 : one.at > other.at ? -1 : 0));
  const state: State = {};
  for (const { field, to } of newestFirst) {
    if (!(field in state)) state[field] = field in current ? (current[field] ?? null) : to;
  }
  const history: History = [];
  for (let index = 0; index < newestFirst.length && history.length < MOST_STATES; ) {
    const at = newestFirst[index]?.at ?? '';
    const together = newestFirst.slice(index).filter((change) => change.at === at);
    const before = undone(state, together);
    if (before === null) {
      const field = together.find((change) => !same(state[change.field], change.to))?.field ?? together[0]?.field ?? '';
      const message = `The changes of ${at} do not lead to what the record showed afterwards; older ones are not taken.`;
      return { history: history.toReversed(), contradiction: { field, message } };
    }
    history.push({ modifiedDate: at, fields: { ...state } });
    Object.assign(state, before);
    index += together.length;
  }
  return { history: history.toReversed(), contradiction: null };
}

/** The values before the changes of one moment, or null where these do not lead to `after`. Several changes of a field follow each other in either order. */
function undone(after: Readonly<State>, together: readonly Change[]): State | null {
  const before: State = {};
  for (const field of new Set(together.map((change) => change.field))) {
    const left = together.filter((change) => change.field === field);
    let value = after[field] ?? null;
    while (left.length > 0) {
      const last = left.findIndex((change) => same(change.to, value));
      const [change] = last < 0 ? [] : left.splice(last, 1);
      if (change === undefined) return null;
      value = change.from;
    }
    before[field] = value;
  }
  return before;
}

function same(one: FieldValue | undefined, other: FieldValue): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other);
}

/** One row converted; null where the profile leaves its field alone. */
function changeOf(
  row: RawChange,
  page: HistoryPage,
  context: InterpretContext,
): Change | { code: string; message: string } | null {
  const name = row.field.state === 'value' ? folded(row.field.text) : null;
  if (name === null) return { code: 'history-unread', message: 'It does not say which field has changed.' };
  if ((page.otherFields ?? []).some((word) => folded(word) === name)) return null;
  const field = Object.entries(page.fields).find(([, words]) => words.some((word) => folded(word) === name))?.[0];
  if (field === undefined) {
    return {
      code: 'history-unread',
      message: `The profile does not know the field “${row.field.state === 'value' ? row.field.text : ''}”.`,
    };
  }
  const date = converted(row.date, page, 'modifiedDate', context);
  if (!date.read) return date;
  if (typeof date.value !== 'string') return { code: 'history-unread', message: 'It has no date.' };
  const from = converted(row.from, page, field, context);
  if (!from.read) return from;
  const to = converted(row.to, page, field, context);
  return to.read ? { at: date.value, field, from: from.value, to: to.value } : to;
}

/** A value as the same field is converted on the record's own pages. */
function converted(raw: RawValue, page: HistoryPage, field: string, context: InterpretContext): Outcome {
  const { profile, readAt, signs, lookup } = context;
  const meaning: FullMeaning = meaningOf(profile, page.of, field, undefined);
  const prepared = prepareText(raw, meaning, profile);
  return meaning.as === 'reference'
    ? resolveReference(raw, prepared, meaning, profile, lookup)
    : convert(prepared, meaning, formatsOf(profile, signs, readAt), profile, readAt);
}

function folded(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}
