import { describe, expect, it } from 'vitest';
import { OVERVIEWS } from '../../../test/e2e/screens/preview/overviews.ts';
import { stepsOf } from './steps.ts';

function steps(name: string) {
  const overview = OVERVIEWS[name];
  if (overview === undefined) throw new Error(`no overview ${name}`);
  return Object.fromEntries(stepsOf(overview).map((step) => [step.name, [step.state, step.done, step.of]]));
}

describe('stepsOf', () => {
  it('has four steps ahead and nothing to count before the first sync', () => {
    expect(steps('never')).toEqual({
      reading: ['ahead', null, null],
      sending: ['ahead', null, null],
      processing: ['ahead', null, null],
      confirmed: ['ahead', null, null],
    });
  });

  it('counts records while reading', () => {
    expect(steps('reading')['reading']).toEqual(['now', 654, null]);
  });

  it('counts what is sent out of what is to be sent', () => {
    expect(steps('sending')['sending']).toEqual(['now', 5000, 6947]);
  });

  it('counts uploads that Gong is through with, and records already confirmed', () => {
    expect(steps('processing')).toMatchObject({ processing: ['now', 3, 5], confirmed: ['ahead', 1298, null] });
  });

  it('says no number of uploads while none is known', () => {
    const { processing } = OVERVIEWS;
    if (processing === undefined) throw new Error('no overview processing');
    const step = stepsOf({ ...processing, uploads: [] }).find(({ name }) => name === 'processing');
    expect(step).toEqual({ name: 'processing', state: 'now', done: null, of: null });
  });

  it('has all steps done when the sync is over', () => {
    expect(Object.values(steps('confirmed')).map(([state]) => state)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('stops at the step that waits for a person', () => {
    expect(steps('signed-out')).toMatchObject({ reading: ['stopped', 14, null], sending: ['ahead', null, null] });
  });
});
