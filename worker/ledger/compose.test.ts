import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../../shared/protocol/reading.ts';
import { type Composed, compose, VIEW_SILENT_MS } from './compose.ts';

const T = Date.parse('2026-03-01T10:00:00Z');
type Fields = Record<string, FieldValue>;

/** What view 1 saw at first, at its date T. */
const first = (fields: Fields): Composed =>
  compose(null, fields, { mark: [1, T], readAt: T + 1000, lastReadBy: () => null });
/** One more reading; by default every view has read the record a second after T. */
const then = (
  known: Composed,
  fields: Fields,
  view: number,
  modified: number | null,
  readAt: number,
  last: number | null = T + 1000,
) => compose(known, fields, { mark: [view, modified], readAt, lastReadBy: () => last });

describe('compose', () => {
  it('keeps a value when the reading leaves the field unread', () => {
    const result = then(first({ name: 'Acme', phone: '1' }), { name: 'Acme' }, 1, T + 5, T + 5000);
    expect(result.fields).toEqual({ name: 'Acme', phone: '1' });
    expect(result.changed).toBe(false);
  });

  it('takes the later reading of the same view at an equal date', () => {
    const result = then(first({ name: 'Acme' }), { name: 'Acme Ltd' }, 1, T, T + 2000);
    expect(result.fields).toEqual({ name: 'Acme Ltd' });
    expect(result.changed).toBe(true);
  });

  it('records a conflict and keeps the value when another view differs at an equal date', () => {
    const result = then(first({ amount: 5 }), { amount: 6 }, 2, T, T + 2000);
    expect(result.fields).toEqual({ amount: 5 });
    expect(result.conflicts).toEqual([{ field: 'amount', value: 6 }]);
    expect(result.changed).toBe(false);
  });

  it('does not flap when two views keep disagreeing', () => {
    let state = first({ amount: 5 });
    for (let round = 1; round < 6; round += 1) {
      for (const [view, amount] of [
        [2, 6],
        [1, 5],
      ] as const) {
        const result = then(state, { amount }, view, T, T + round * 1000 + view, T + round * 1000);
        expect(result.fields).toEqual({ amount: 5 });
        state = result;
      }
    }
  });

  it('takes another view’s value when its record is newer', () => {
    const result = then(first({ amount: 5 }), { amount: 6 }, 2, T + 60_000, T + 70_000);
    expect(result.fields).toEqual({ amount: 6 });
  });

  it('takes nothing of a reading that is older than what is known', () => {
    const result = then(first({ amount: 5 }), { amount: 4 }, 2, T - 60_000, T + 70_000);
    expect(result.fields).toEqual({ amount: 5 });
    expect(result.conflicts).toEqual([]);
    expect(result.stale).toBe(true);
  });

  it('lets no blank of another view erase a value, even a newer one', () => {
    const result = then(first({ amount: 5 }), { amount: null }, 2, T + 60_000, T + 70_000);
    expect(result.fields).toEqual({ amount: 5 });
    expect(result.conflicts).toEqual([{ field: 'amount', value: null }]);
  });

  it('fills another view’s blank and keeps it filled', () => {
    const filled = then(first({ amount: null }), { amount: 6 }, 2, T, T + 2000);
    expect(filled.fields).toEqual({ amount: 6 });
    const again = then(filled, { amount: null }, 1, T, T + 3000);
    expect(again.fields).toEqual({ amount: 6 });
  });

  it('lets the same view clear its own value', () => {
    const result = then(first({ amount: 5 }), { amount: null }, 1, T + 1, T + 2000);
    expect(result.fields).toEqual({ amount: null });
  });

  it('takes another view’s value when the first has not read the record for seven days', () => {
    const late = T + VIEW_SILENT_MS + 2000;
    expect(then(first({ amount: 5 }), { amount: 6 }, 2, T, late, T + 1000).fields).toEqual({ amount: 6 });
    expect(then(first({ amount: 5 }), { amount: 6 }, 2, T, late, late - 1000).fields).toEqual({ amount: 5 });
  });

  it('stores one mark for a record that one view has read', () => {
    expect(first({ a: 1, b: 2, c: 3 }).marks).toEqual({ base: [1, T], own: {} });
  });
});
