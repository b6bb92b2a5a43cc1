import { describe, expect, it } from 'vitest';
import { backOff, cycleInterval, LONGEST_INTERVAL_MS, nextStep, pollDelay, type Situation } from './cycle.ts';

const NOTHING = [false, false, false, false, false, false];
const IDLE: Situation = {
  now: 1000,
  stopped: null,
  backOffUntil: null,
  cycle: null,
  cycleDueAt: null,
  hasWork: false,
  deletionAt: null,
  integrationKnown: true,
  registrationWanted: false,
  integrationCheckDue: false,
  schemasDue: [],
  open: [],
  readyUpserts: NOTHING,
  readyDeletes: NOTHING,
  replaceReady: false,
  waiting: [],
  uploaded: [0, 1, 2, 3, 4, 5],
  releaseAt: null,
};
const RUNNING: Situation = { ...IDLE, cycle: { no: 1, startedAt: 0, cut: 10 } };
const ready = (...types: number[]) => NOTHING.map((_, type) => types.includes(type));

describe('nextStep', () => {
  it('waits for a word from outside when there is nothing to do', () => {
    expect(nextStep(IDLE)).toEqual({ do: 'wait', until: null });
  });
  it('starts a cycle when one is due and something waits', () => {
    expect(nextStep({ ...IDLE, hasWork: true, cycleDueAt: 900 })).toEqual({ do: 'start-cycle' });
    expect(nextStep({ ...IDLE, hasWork: true, cycleDueAt: 5000 })).toEqual({ do: 'wait', until: 5000 });
  });
  it('carries on with open uploads when the process died outside of a cycle', () => {
    expect(nextStep({ ...IDLE, open: [{ no: 7, type: 2, purpose: 'upsert', state: 'accepted', nextAt: 0 }] })).toEqual({
      do: 'start-cycle',
    });
  });
  it('does nothing before its time when it is stopped or backing off', () => {
    expect(nextStep({ ...RUNNING, readyUpserts: ready(2), stopped: { probeAt: 9000 } })).toEqual({
      do: 'wait',
      until: 9000,
    });
    expect(nextStep({ ...RUNNING, readyUpserts: ready(2), backOffUntil: 4000 })).toEqual({ do: 'wait', until: 4000 });
  });
  it('registers at once when IT asks for it, even with nothing to upload', () => {
    expect(nextStep({ ...IDLE, integrationKnown: false, registrationWanted: true })).toEqual({ do: 'integrate' });
    expect(nextStep({ ...IDLE, registrationWanted: true })).toEqual({ do: 'wait', until: null });
  });

  it('registers, checks and sends schemas before the first file', () => {
    expect(nextStep({ ...RUNNING, integrationKnown: false, readyUpserts: ready(2) })).toEqual({ do: 'integrate' });
    expect(nextStep({ ...RUNNING, integrationCheckDue: true, readyUpserts: ready(2) })).toEqual({
      do: 'check-integration',
    });
    expect(nextStep({ ...RUNNING, schemasDue: ['DEAL'], readyUpserts: ready(2) })).toEqual({
      do: 'schema',
      type: 'DEAL',
    });
  });
  it('freezes types in Gong’s order while earlier files are still processed', () => {
    const open = [{ no: 1, type: 0, purpose: 'upsert', state: 'accepted', nextAt: 0 }] as const;
    expect(nextStep({ ...RUNNING, open, readyUpserts: ready(1, 4) })).toEqual({
      do: 'freeze',
      type: 1,
      purpose: 'upsert',
    });
  });
  it('starts no later type while a file could not be handed over', () => {
    const open = [{ no: 1, type: 0, purpose: 'upsert', state: 'frozen', nextAt: 5000 }] as const;
    expect(nextStep({ ...RUNNING, open, readyUpserts: ready(1) })).toEqual({ do: 'wait', until: 5000 });
  });
  it('holds a type’s first upload back while an earlier type has not had its own', () => {
    const s = { ...RUNNING, uploaded: [0, 1, 2], waiting: [3], readyUpserts: ready(5), releaseAt: 61_000 };
    expect(nextStep(s)).toEqual({ do: 'wait', until: 61_000 });
    expect(nextStep({ ...s, uploaded: [0, 1, 2, 3, 5] })).toEqual({ do: 'freeze', type: 5, purpose: 'upsert' });
  });
  it('asks before it sends again when an answer was lost', () => {
    const open = [{ no: 1, type: 0, purpose: 'upsert', state: 'unsure', nextAt: 0 }] as const;
    expect(nextStep({ ...RUNNING, open })).toEqual({ do: 'ask', upload: 1 });
  });
  it('uploads before it polls', () => {
    const open = [
      { no: 1, type: 0, purpose: 'upsert', state: 'accepted', nextAt: 0 },
      { no: 2, type: 1, purpose: 'upsert', state: 'frozen', nextAt: 0 },
    ] as const;
    expect(nextStep({ ...RUNNING, open })).toEqual({ do: 'send', upload: 2 });
  });
  it('deletes last, in reverse order, and only when every upsert has settled', () => {
    expect(nextStep({ ...RUNNING, readyDeletes: ready(2, 4) })).toEqual({ do: 'freeze', type: 4, purpose: 'delete' });
    expect(nextStep({ ...RUNNING, readyDeletes: ready(2), waiting: [3], releaseAt: 8000 })).toEqual({
      do: 'wait',
      until: 8000,
    });
    const open = [{ no: 1, type: 4, purpose: 'delete', state: 'accepted', nextAt: 3000 }] as const;
    expect(nextStep({ ...RUNNING, open, readyDeletes: ready(2) })).toEqual({ do: 'wait', until: 3000 });
  });
  it('deletes changed users before anything of the cycle is sent', () => {
    expect(nextStep({ ...RUNNING, replaceReady: true, readyUpserts: ready(0) })).toEqual({
      do: 'freeze',
      type: 0,
      purpose: 'replace',
    });
  });
  it('ends the cycle when nothing is left that goes on by itself', () => {
    expect(nextStep(RUNNING)).toEqual({ do: 'end-cycle' });
    expect(nextStep({ ...RUNNING, waiting: [4] })).toEqual({ do: 'end-cycle' });
  });
  it('uploads nothing while the integration is being deleted', () => {
    expect(nextStep({ ...RUNNING, deletionAt: 500, readyUpserts: ready(2) })).toEqual({ do: 'follow-deletion' });
    expect(nextStep({ ...RUNNING, deletionAt: 5000, readyUpserts: ready(2) })).toEqual({ do: 'wait', until: 5000 });
  });
});

it('cycleInterval keeps cycles like the last one within the daily budget', () => {
  expect((86_400_000 / cycleInterval(16, 8000)) * 16).toBeLessThan(8000);
  expect(cycleInterval(200, 8000)).toBe(LONGEST_INTERVAL_MS);
});
it('pollDelay starts at the usual time and grows', () => {
  const delays = [0, 1, 2, 3, 4, 5].map((polls) => pollDelay(polls, 20_000));
  expect(delays[0]).toBe(20_000);
  expect(delays.slice(1)).toEqual([...delays.slice(1)].sort((a, b) => a - b));
  expect(pollDelay(50, 20_000)).toBe(300_000);
});
it('backOff grows to five minutes and jitters', () => {
  expect(backOff(1, 0)).toBe(1000);
  expect(backOff(1, 0.999)).toBeLessThan(2000);
  expect(backOff(40, 0.5)).toBe(225_000);
});
