import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../shared/protocol/reading.ts';
import type { MirrorRow, RecordRow } from '../../store/rows.ts';
import { type Answers, storedRecord } from './stored-record.ts';

const reading: Reading = {
  objectType: 'CONTACT',
  objectId: '7',
  presence: 'present',
  fields: {
    firstName: 'Jürgen',
    lastName: 'Groß',
    modifiedDate: '2026-11-20T10:00:00Z',
    emailAddress: 'JG@example.com',
  },
  problems: [],
  readAt: '2026-11-20T10:05:00.000Z',
};

function row(changes: Partial<RecordRow> = {}): RecordRow {
  return {
    key: 'view|CONTACT||7',
    source: '',
    viewId: 'view',
    objectType: 'CONTACT',
    crmId: '7',
    objectId: '7',
    seenBySweep: 'sweep',
    seenAt: 1_790_000_000_000,
    pieces: {},
    basePrints: {},
    baseAt: 0,
    dirty: null,
    reading,
    print: 'p2',
    settledBy: 'sweep',
    queuedPrint: 'p2',
    confirmedPrint: null,
    aliases: [],
    unresolved: null,
    constant: false,
    presence: 'present',
    ...changes,
  };
}

function said(state?: MirrorRow['state']): Answers {
  const mirror = new Map<string, MirrorRow>();
  if (state !== undefined) mirror.set('CONTACT|7', { key: 'CONTACT|7', state, confirmedAt: null, reason: null });
  return { mirror, rejected: new Map() };
}

const stateOf = (changes: Partial<RecordRow>, answers: Answers) => storedRecord(row(changes), answers).state;

describe('the state of a stored record', () => {
  it('is waiting until the Worker has said that Gong confirmed it', () => {
    expect(stateOf({}, said())).toBe('waiting');
    expect(stateOf({}, said('in-flight'))).toBe('waiting');
  });

  it('is confirmed when its present content is', () => {
    expect(stateOf({ confirmedPrint: 'p2' }, said())).toBe('confirmed');
  });

  it('is waiting when it was changed after it was confirmed', () => {
    expect(stateOf({ print: 'p3', confirmedPrint: 'p2' }, said('confirmed'))).toBe('waiting');
    expect(stateOf({ print: 'p3', queuedPrint: 'p3', confirmedPrint: 'p2' }, said('confirmed'))).toBe('waiting');
  });

  it('is rejected until it is changed', () => {
    expect(stateOf({}, said('rejected'))).toBe('rejected');
    expect(stateOf({ print: 'p3' }, said('rejected'))).toBe('waiting');
  });

  it('is gone when its page says so', () => {
    expect(stateOf({ presence: 'gone', confirmedPrint: 'p2' }, said())).toBe('gone');
  });

  it('is not gone when its page may only be hidden from this rep', () => {
    expect(stateOf({ presence: 'gone-or-denied', confirmedPrint: 'p2' }, said())).toBe('confirmed');
  });
});

describe('storedRecord', () => {
  it('names a person by first and last name', () => {
    expect(storedRecord(row(), said()).name).toBe('Jürgen Groß');
  });

  it('names a record that was not made yet by its id in the CRM', () => {
    expect(storedRecord(row({ reading: null, crmId: 'A/7' }), said()).name).toBe('A/7');
  });

  it('can be found by any of its values, whatever the case', () => {
    expect(storedRecord(row(), said()).haystack).toContain('jg@example.com');
  });
});
