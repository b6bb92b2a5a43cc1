import type { FieldValue } from '../../shared/protocol/reading.ts';

/** Who last proved a value: the view, and the CRM's modified time of the record then, in ms (null = unread). */
export type Mark = readonly [view: number, modified: number | null];

/** The reading that is being composed in: its mark, when it was read, and when a view has last read the record. Times in ms. */
export interface Incoming {
  readonly mark: Mark;
  readonly readAt: number;
  readonly lastReadBy: (view: number) => number | null;
  /** The record was deleted since its values were proved: nobody defends them. */
  readonly returns?: boolean;
}

/** Where the values of an object come from: one mark for all of them, and those fields that differ. */
export interface Marks {
  readonly base: Mark;
  readonly own: Readonly<Record<string, Mark>>;
}

export interface Composed {
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly marks: Marks;
}

export interface Conflict {
  readonly field: string;
  readonly value: FieldValue;
}

export interface Composition extends Composed {
  /** Whether a value differs from before. */
  readonly changed: boolean;
  /** Values that this view sees otherwise and that were not taken. */
  readonly conflicts: readonly Conflict[];
  /** Whether the reading shows an older state than the ledger has: values differ, and none was taken. */
  readonly stale: boolean;
}

/** A view that has not read a record for so long no longer defends its values (design: composing). */
export const VIEW_SILENT_MS = 7 * 24 * 3600 * 1000;

export function sameValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((item, index) => item === b[index]);
}

function isBlank(value: FieldValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** What a view's value may do to the one that is there. */
function verdict(
  held: FieldValue,
  mark: Mark,
  value: FieldValue,
  { mark: [view, modified], readAt, lastReadBy, returns = false }: Incoming,
): 'take' | 'stale' | 'conflict' {
  const bothDated = mark[1] !== null && modified !== null;
  if (mark[1] !== null && modified !== null && modified < mark[1]) return 'stale';
  const last = lastReadBy(mark[0]);
  if (view === mark[0]) return last === null || readAt >= last ? 'take' : 'stale';
  if (last === null || readAt - last > VIEW_SILENT_MS || (returns && !isBlank(value))) return 'take';
  // Another view's blank may be a missing right; its value cannot.
  if (isBlank(value)) return 'conflict';
  if (isBlank(held)) return 'take';
  return bothDated && modified !== mark[1] ? 'take' : 'conflict';
}

/**
 * One record out of what is known and one more reading (design: the ledger composes readings). Unread fields are absent from `reading` and keep their value;
 * nobody's blank erases another view's value; at equal dates the later reading of the same view wins and another view's differing value is a conflict.
 */
export function compose(
  known: Composed | null,
  reading: Readonly<Record<string, FieldValue>>,
  incoming: Incoming,
): Composition {
  const { mark: fresh } = incoming;
  if (known === null)
    return { fields: reading, marks: { base: fresh, own: {} }, changed: true, conflicts: [], stale: false };
  const { base, own } = known.marks;
  let fields: Record<string, FieldValue> | null = null;
  let marks: Record<string, Mark> | null = null;
  const conflicts: Conflict[] = [];
  let stale = 0;
  const set = (field: string, value: FieldValue) => {
    fields ??= { ...known.fields };
    fields[field] = value;
    marks ??= { ...own };
    marks[field] = fresh;
  };
  for (const field in reading) {
    const value = reading[field];
    if (value === undefined) continue;
    const held = known.fields[field];
    if (held === undefined) {
      set(field, value);
      continue;
    }
    const mark = own[field] ?? base;
    if (sameValue(held, value)) {
      const later = affirmed(mark, fresh);
      if (later !== mark) {
        marks ??= { ...own };
        marks[field] = later;
      }
      continue;
    }
    const decision = verdict(held, mark, value, incoming);
    if (decision === 'take') set(field, value);
    else if (decision === 'conflict') conflicts.push({ field, value });
    else stale += 1;
  }
  const now = fields ?? known.fields;
  return {
    fields: now,
    marks: marks === null ? known.marks : folded(now, base, marks),
    changed: fields !== null,
    conflicts,
    stale: stale > 0 && fields === null,
  };
}

/** The mark of a value that was read again, the same: as new as the newest proof, still of the view that first proved it. */
function affirmed(mark: Mark, fresh: Mark): Mark {
  return fresh[1] !== null && (mark[1] === null || fresh[1] > mark[1]) ? [mark[0], fresh[1]] : mark;
}

/** The same marks in their shortest form: the commonest becomes the base. */
function folded(fields: Readonly<Record<string, FieldValue>>, base: Mark, own: Readonly<Record<string, Mark>>): Marks {
  const counts: { mark: Mark; count: number }[] = [];
  for (const name in fields) {
    const mark = own[name] ?? base;
    const entry = counts.find((other) => sameMark(other.mark, mark));
    if (entry) entry.count += 1;
    else counts.push({ mark, count: 1 });
  }
  let best = { mark: base, count: 0 };
  for (const entry of counts) if (entry.count > best.count) best = entry;
  if (counts.length <= 1) return { base: best.mark, own: {} };
  const rest: Record<string, Mark> = {};
  for (const name in fields) {
    const mark = own[name] ?? base;
    if (!sameMark(mark, best.mark)) rest[name] = mark;
  }
  return { base: best.mark, own: rest };
}

function sameMark(a: Mark, b: Mark): boolean {
  return a === b || (a[0] === b[0] && a[1] === b[1]);
}
