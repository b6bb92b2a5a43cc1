import type { FieldValue } from '../../shared/protocol/reading.ts';

/** Who last proved a value: the view, the CRM's modified time of the record then (null = unread), and when it was read. Times in ms. */
export type Mark = readonly [view: number, modified: number | null, readAt: number];

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
  /** Whether the reading is older than what the ledger has, so that nothing of it was taken. */
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
  incoming: Mark,
  lastReadBy: (view: number) => number | null,
): 'take' | 'stale' | 'conflict' {
  const [view, modified, readAt] = mark;
  const [newView, newModified, newReadAt] = incoming;
  const bothDated = modified !== null && newModified !== null;
  if (bothDated && newModified < modified) return 'stale';
  if (newView === view) return newReadAt >= readAt ? 'take' : 'stale';
  const silent = newReadAt - (lastReadBy(view) ?? readAt) > VIEW_SILENT_MS;
  if (silent) return 'take';
  // Another view's blank may be a missing right; its value cannot.
  if (isBlank(value)) return 'conflict';
  if (isBlank(held)) return 'take';
  return bothDated && newModified > modified ? 'take' : 'conflict';
}

/**
 * One record out of what is known and one more reading (design: the ledger composes readings). Unread fields are absent from `reading` and keep their value;
 * nobody's blank erases another view's value; at equal dates the later reading of the same view wins and another view's differing value is a conflict.
 */
export function compose(
  known: Composed | null,
  reading: Readonly<Record<string, FieldValue>>,
  incoming: Mark,
  lastReadBy: (view: number) => number | null,
): Composition {
  if (known === null) {
    return { fields: reading, marks: { base: incoming, own: {} }, changed: true, conflicts: [], stale: false };
  }
  const fields: Record<string, FieldValue> = { ...known.fields };
  const own: Record<string, Mark> = { ...known.marks.own };
  const conflicts: Conflict[] = [];
  let changed = false;
  let taken = 0;
  let stale = 0;
  for (const [field, value] of Object.entries(reading)) {
    const held = fields[field];
    const mark = own[field] ?? known.marks.base;
    if (held === undefined) {
      fields[field] = value;
      own[field] = incoming;
      changed = true;
      taken += 1;
      continue;
    }
    if (sameValue(held, value)) {
      if (incoming[0] === mark[0]) own[field] = later(mark, incoming);
      else if (incoming[1] !== null && (mark[1] === null || incoming[1] > mark[1]))
        own[field] = [mark[0], incoming[1], mark[2]];
      taken += 1;
      continue;
    }
    const decision = verdict(held, mark, value, incoming, lastReadBy);
    if (decision === 'take') {
      fields[field] = value;
      own[field] = incoming;
      changed = true;
      taken += 1;
    } else if (decision === 'conflict') conflicts.push({ field, value });
    else stale += 1;
  }
  return {
    fields,
    marks: folded(fields, known.marks.base, own),
    changed,
    conflicts,
    stale: stale > 0 && !changed && taken === 0,
  };
}

function later(mark: Mark, incoming: Mark): Mark {
  const modified = mark[1] === null ? incoming[1] : incoming[1] === null ? mark[1] : Math.max(mark[1], incoming[1]);
  return [mark[0], modified, Math.max(mark[2], incoming[2])];
}

/** The same marks in their shortest form: the commonest becomes the base. */
function folded(fields: Readonly<Record<string, FieldValue>>, base: Mark, own: Readonly<Record<string, Mark>>): Marks {
  const counts = new Map<string, { mark: Mark; count: number }>();
  const names = Object.keys(fields);
  for (const name of names) {
    const mark = own[name] ?? base;
    const key = mark.join();
    const entry = counts.get(key);
    if (entry) entry.count += 1;
    else counts.set(key, { mark, count: 1 });
  }
  let best = { mark: base, count: 0 };
  for (const entry of counts.values()) if (entry.count > best.count) best = entry;
  const bestKey = best.mark.join();
  const rest: Record<string, Mark> = {};
  for (const name of names) {
    const mark = own[name] ?? base;
    if (mark.join() !== bestKey) rest[name] = mark;
  }
  return { base: best.mark, own: rest };
}
