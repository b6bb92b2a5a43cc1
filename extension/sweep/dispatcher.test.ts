import { beforeEach, describe, expect, it, vi } from 'vitest';
import { advance } from '../sync/engine.ts';
import { pressSync } from '../sync/sync-run.ts';
import { Bench } from '../testing/bench.ts';
import { ORIGIN } from '../testing/small-crm-rules.ts';
import type { CommitEffect } from './answer.ts';
import { Dispatcher, type DispatcherParts } from './dispatcher.ts';
import { releaseTab } from './frontier.ts';

let bench: Bench;
let effects: (CommitEffect | null)[];
let later: number[];
let dispatcher: Dispatcher;
const asker = { tabId: 1, origin: ORIGIN };

beforeEach(async () => {
  bench = new Bench({ types: ['ACCOUNT'], pace: { concurrency: 1 } });
  await bench.enrol();
  bench.crm.put('ACCOUNT', 'a1', { name: 'One' });
  effects = [];
  later = [];
  dispatcher = make();
  await pressSync(bench.engine, 'sync');
  await advance(bench.engine);
});

function make(more: Partial<DispatcherParts> = {}): Dispatcher {
  return new Dispatcher({
    db: bench.db,
    rules: async () => bench.rules,
    now: () => bench.now,
    random: () => 0,
    newId: () => crypto.randomUUID(),
    sleep: async (ms) => {
      bench.now += ms;
    },
    day: () => 'today',
    onEffect: (effect) => effects.push(effect),
    onLater: (ms) => later.push(ms),
    failed: (error) => {
      throw error;
    },
    yieldUntil: () => 0,
    ...more,
  });
}

async function answerNext() {
  const reply = await dispatcher.next(asker, null);
  if (reply.kind !== 'lease') throw new Error(`no lease but ${reply.kind}`);
  return dispatcher.next(asker, bench.crm.answer(reply.lease));
}

describe('a background that was stopped', () => {
  it('gives anew at once what its reader never learned of, and nothing that the reader holds', async () => {
    const first = await dispatcher.next(asker, null);
    if (first.kind !== 'lease') throw new Error('no lease');
    const again = make();
    const held = again.next(asker, null, [first.lease.leaseId]);
    expect(await held).toEqual({ kind: 'again' });
    const lost = await make().next(asker, null, []);
    expect(lost).toMatchObject({ kind: 'lease', lease: { planned: first.lease.planned } });
  });
});

describe('a document that is gone', () => {
  it('is given nothing any more, though it had asked', async () => {
    const first = await dispatcher.next(asker, null);
    if (first.kind !== 'lease') throw new Error('no lease');
    let woken = () => {};
    const held = make({
      sleep: () =>
        new Promise((resolve) => {
          woken = resolve;
        }),
    });
    const waiting = held.next(asker, null, [first.lease.leaseId]);
    await bench.db.pages.count();
    held.forget(asker.tabId);
    await releaseTab(bench.db, asker.tabId);
    held.changed();
    woken();
    expect(await waiting).toEqual({ kind: 'rest' });
    expect(await held.next(asker, null)).toMatchObject({ kind: 'lease', lease: { planned: first.lease.planned } });
  });
});

describe('at full speed', () => {
  it('takes in what many have read and gives each the next page, all by one transaction', async () => {
    bench = new Bench({ types: ['ACCOUNT'], pace: { concurrency: 4 } });
    await bench.enrol();
    bench.crm.pageSize = 100;
    for (let index = 0; index < 40; index++) bench.crm.put('ACCOUNT', `a${index}`, { name: `Account ${index}` });
    dispatcher = make();
    await pressSync(bench.engine, 'sync');
    await advance(bench.engine);
    await answerNext();
    await advance(bench.engine);
    await answerNext();
    const asks = Array.from({ length: 15 }, () => dispatcher.next(asker, null));
    const leases = (await Promise.all(asks)).flatMap((reply) => (reply.kind === 'lease' ? [reply.lease] : []));
    expect(leases).toHaveLength(15);
    const holds = leases.map(({ leaseId }) => leaseId);
    const transactions = vi.spyOn(bench.db, 'transaction');
    effects.length = 0;
    const replies = await Promise.all(leases.map((lease) => dispatcher.next(asker, bench.crm.answer(lease), holds)));
    const rounds = transactions.mock.calls.filter(
      ([, tables]) => Array.isArray(tables) && tables.includes(bench.db.records),
    );
    expect(replies.map(({ kind }) => kind)).toEqual(leases.map(() => 'lease'));
    expect(effects).toHaveLength(15);
    expect(rounds).toHaveLength(1);
  });
});

describe('the dispatcher', () => {
  it('moves everything on when a reader has brought the last page that can be read now', async () => {
    expect(await answerNext()).toEqual({ kind: 'rest' });
    expect(effects).toEqual([{ kind: 'view-opened' }, null]);
  });

  it('stays quiet when a woken reader finds nothing that may be read', async () => {
    bench.crm.signedIn = false;
    await answerNext();
    effects.length = 0;
    expect(await dispatcher.next(asker, null)).toEqual({ kind: 'rest' });
    expect(effects).toEqual([]);
  });

  it('sends readers to rest until a long Retry-After has passed', async () => {
    bench.crm.fault = () => ({ kind: 'status', status: 503, retryAfterMs: 120_000 });
    const asked = bench.now;
    await answerNext();
    expect(await dispatcher.next(asker, null)).toEqual({ kind: 'rest' });
    expect(bench.now + (later[0] ?? 0)).toBe(asked + 120_000);
    expect(bench.crm.requested).toHaveLength(1);
  });

  it('lets a reader know at once that its failure is known, though there is nothing to give', async () => {
    bench.crm.fault = () => ({ kind: 'status', status: 503, retryAfterMs: 5_000 });
    const asked = bench.now;
    expect(await answerNext()).toEqual({ kind: 'again' });
    expect(bench.now).toBe(asked);
  });

  it('takes no answer from a tab that does not hold the lease', async () => {
    const reply = await dispatcher.next(asker, null);
    if (reply.kind !== 'lease') throw new Error('no lease');
    await dispatcher.next({ tabId: 2, origin: ORIGIN }, bench.crm.answer(reply.lease));
    expect(effects).toEqual([]);
    const { leaseId } = reply.lease;
    expect(await bench.db.pages.filter((page) => page.leaseId === leaseId && page.state === 'leased').count()).toBe(1);
  });
});
