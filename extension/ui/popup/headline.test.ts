import { describe, expect, it } from 'vitest';
import { perType } from '../../../shared/objects/object-type.ts';
import { OVERVIEWS } from '../../../test/e2e/screens/preview/overviews.ts';
import type { Overview } from '../../store/overview.ts';
import { headlineOf } from './headline.ts';

function overview(name: string, changes: Partial<Overview> = {}): Overview {
  const found = OVERVIEWS[name];
  if (found === undefined) throw new Error(`no overview ${name}`);
  return { ...found, ...changes };
}

describe('headlineOf', () => {
  it.each([
    ['connect', { state: 'connect' }],
    ['allow', { state: 'allow', origins: ['https://crm.northwind.example'] }],
    ['never', { state: 'never' }],
    ['reading', { state: 'reading', trouble: null }],
    ['sending', { state: 'sending', trouble: null }],
    ['processing', { state: 'processing', trouble: null }],
    ['confirmed', { state: 'up-to-date', nothingNew: false }],
    ['nothing-new', { state: 'up-to-date', nothingNew: true }],
    ['rejected', { state: 'fix', records: 2 }],
    ['signed-out', { state: 'trouble', trouble: { code: 'crm-signed-out' } }],
    ['gong-waits', { state: 'processing', trouble: { code: 'gong-budget-spent' } }],
    ['paused', { state: 'paused' }],
  ])('says what holds when the state is %s', (name, headline) => {
    expect(headlineOf(overview(name))).toMatchObject(headline);
  });

  it('asks to connect before anything else', () => {
    const { trouble } = overview('signed-out');
    expect(headlineOf(overview('connect', { trouble, paused: true })).state).toBe('connect');
  });

  it('names what only a person can undo even while paused', () => {
    expect(headlineOf(overview('signed-out', { paused: true })).state).toBe('trouble');
  });

  it('never says up to date while something waits', () => {
    expect(headlineOf(overview('confirmed', { outbox: { batches: 1, readings: 3 } }))).toEqual({
      state: 'on-its-way',
      records: 3,
      held: 0,
    });
  });

  it('says up to date since the last sweeps where they were later than the last press of Sync', () => {
    const { types, profile } = overview('confirmed');
    const at = (lastSweepAt: string | null) => perType((type) => ({ ...types[type], lastSweepAt }));
    const later = '2026-11-20T23:59:00.000Z';
    expect(headlineOf(overview('confirmed', { types: at(later) }))).toMatchObject({ since: later });
    const oneMissing = { ...at(later), [profile?.types[0] ?? 'DEAL']: { ...types.DEAL, lastSweepAt: null } };
    expect(headlineOf(overview('confirmed', { types: oneMissing }))).toEqual(headlineOf(overview('confirmed')));
  });

  it('never says up to date while a trouble is left that no person need act on', () => {
    const { trouble } = overview('gong-waits');
    expect(headlineOf(overview('confirmed', { trouble })).state).toBe('trouble');
  });

  it('knows rejections of which the list is not there yet', () => {
    expect(headlineOf(overview('rejected', { rejected: [] }))).toEqual({ state: 'fix', records: 2 });
  });
});
