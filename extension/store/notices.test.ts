import { beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../shared/errors/coded-error.ts';
import type { StatusAnswer } from '../../shared/protocol/messages.ts';
import { Bench } from '../testing/bench.ts';
import { writeFact } from './database.ts';
import { noteSeen, noticeOf } from './notices.ts';
import { clearTrouble, noteTrouble } from './trouble.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.enrol();
});

const rejected = (objectId: string, reason = 'no') =>
  ({ objectType: 'DEAL', objectId, code: 'gong-rejected-record', reason, url: null }) as const;
const hears = (...all: StatusAnswer['rejected']) =>
  writeFact(bench.db, 'status', { rejected: all } as unknown as StatusAnswer);

describe('the toolbar', () => {
  it('says nothing while nothing is to be said', async () => {
    expect(await noticeOf(bench.db)).toEqual({ state: 'quiet', rejected: 0, trouble: null });
  });

  it('calls the person for a trouble that waits for one, until it is over', async () => {
    await noteTrouble(bench.db, 'trouble-crm', explain('crm-signed-out'), { now: bench.now, needsPerson: true });
    expect(await noticeOf(bench.db)).toMatchObject({ state: 'needs-you', trouble: { code: 'crm-signed-out' } });
    await clearTrouble(bench.db, 'trouble-crm');
    expect((await noticeOf(bench.db)).state).toBe('quiet');
  });

  it('does not call for what goes on by itself', async () => {
    await noteTrouble(bench.db, 'trouble-gong', explain('gong-rate-limited'), { now: bench.now, needsPerson: false });
    expect((await noticeOf(bench.db)).state).toBe('quiet');
  });

  it('calls once for each rejected record and reason', async () => {
    await hears(rejected('1'), rejected('2'));
    expect(await noticeOf(bench.db)).toMatchObject({ state: 'needs-you', rejected: 2 });
    await noteSeen(bench.db);
    expect((await noticeOf(bench.db)).state).toBe('quiet');
    await hears(rejected('1'), rejected('2', 'another'), rejected('3'));
    expect((await noticeOf(bench.db)).rejected).toBe(2);
  });
});
