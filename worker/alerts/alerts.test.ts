import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../gong/client.ts';
import { listPosts } from '../ledger/alarms-table.ts';
import type { Db } from '../ledger/db.ts';
import { NOON } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import { deliverAlerts, noteAlarms } from './alerts.ts';
import { type AlarmFacts, raisedAlarms } from './conditions.ts';

const HOOK = { url: 'https://alerts.example.com/hook', secret: 'shh' };
const QUIET: AlarmFacts = {
  now: NOON,
  trouble: null,
  schemaConsentNeeded: false,
  storeBytes: 1,
  storeLimit: 100,
  countProblems: [],
  deletionsHeld: 0,
  rolloutHalted: null,
  sickPages: [],
  rejected: 0,
};
const UNREACHABLE = {
  kind: 'wait',
  code: 'gong-unreachable',
  details: { detail: 'x' },
  until: NOON,
  failures: 3,
} as const;

function receiver(db: Db) {
  const world = { at: NOON, ids: 0, answers: [] as (number | 'lost')[], got: [] as HttpRequest[] };
  const parts = {
    now: () => world.at,
    uuid: () => {
      world.ids += 1;
      return `event-${world.ids}`;
    },
    log: () => undefined,
    send: async (request: HttpRequest) => {
      world.got.push(request);
      const answer = world.answers.shift() ?? 200;
      if (answer === 'lost') throw new TypeError('connection lost');
      return new Response('ok', { status: answer });
    },
  };
  return {
    world,
    parts,
    note: (facts: AlarmFacts) => noteAlarms(db, raisedAlarms(facts), parts),
    post: () => deliverAlerts(db, HOOK, parts),
  };
}

const texts = (got: readonly HttpRequest[]) =>
  got.map(({ body }) => JSON.parse(String(body)) as { alarm: string; state: string });

describe('alerts', () => {
  it('go out once when an alarm begins and once when it is over', () =>
    withDb(async (db) => {
      const { world, note, post } = receiver(db);
      for (let round = 0; round < 5; round += 1) {
        note({ ...QUIET, deletionsHeld: 3 + round });
        await post();
      }
      note(QUIET);
      await post();
      note(QUIET);
      await post();
      expect(texts(world.got)).toMatchObject([
        { alarm: 'deletions-held', state: 'raised' },
        { alarm: 'deletions-held', state: 'cleared' },
      ]);
    }));

  it('are signed with their time, so that the receiver can tell them from others’ and from old ones', () =>
    withDb(async (db) => {
      const { world, note, post } = receiver(db);
      note({ ...QUIET, schemaConsentNeeded: true });
      await post();
      const [request] = world.got;
      const mac = createHmac('sha256', 'shh')
        .update(`${NOON / 1000}.${String(request?.body)}`)
        .digest('hex');
      expect(request?.headers['x-bridge-signature']).toBe(`t=${NOON / 1000},v1=${mac}`);
    }));

  it('are tried again with longer and longer waits, the same event each time, and given up in the end', () =>
    withDb(async (db) => {
      const { world, note, post } = receiver(db);
      world.answers = ['lost', 500, 302, 404, 'lost', 500, 500, 500, 500, 500];
      note({ ...QUIET, rejected: 500 });
      for (let hour = 0; hour < 24 * 4 * 12; hour += 1) {
        await post();
        world.at += 5 * 60_000;
      }
      expect(world.got).toHaveLength(8);
      expect(new Set(world.got.map(({ body }) => body)).size).toBe(1);
      expect(listPosts(db, 1)[0]).toMatchObject({ outcome: expect.stringContaining('given up') });
    }));

  it('wait for a trouble that ends by itself until it has lasted, and name one that needs a person at once', () => {
    expect(raisedAlarms({ ...QUIET, trouble: { ...UNREACHABLE, since: NOON - 60_000 } })).toEqual([]);
    expect(raisedAlarms({ ...QUIET, trouble: { ...UNREACHABLE, since: NOON - 11 * 60_000 } })).toHaveLength(1);
    const refused = {
      kind: 'stop',
      code: 'gong-credentials-refused',
      details: { detail: 'x' },
      since: NOON,
      until: NOON,
      failures: 1,
    } as const;
    expect(raisedAlarms({ ...QUIET, trouble: refused })[0]?.name).toBe('trouble:gong-credentials-refused');
    expect(raisedAlarms({ ...QUIET, storeBytes: 81 })[0]?.name).toBe('store-filling');
    expect(raisedAlarms({ ...QUIET, rolloutHalted: { version: 'v2', reason: 'Ill.' } })[0]?.text).toContain('v2');
  });
});
