import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { batch, NOON, reading } from '../testing/readings.ts';
import { checkCounts } from './counts.ts';
import type { Db } from './db.ts';
import { durableDb } from './durable-db.ts';
import { takeBatch } from './intake.ts';
import { migrate, migrateTo } from './migrations.ts';
import { objectStory } from './object-states.ts';
import { deviceStatus } from './status.ts';

/** A ledger as the first deployed version of the Worker left it: two deals, one of them read by two views, a sync and its upload. */
const FIRST = [
  "INSERT INTO devices (no, device_id, token_hash, created_at, last_seen_at) VALUES (1, 'd1', 'x', 1, 1)",
  "INSERT INTO views (no, device_no, view_id, crm_user, first_seen_at, last_seen_at) VALUES (1, 1, 'view-1', 'anna', 1, 1), (2, 1, 'view-2', 'bert', 1, 1)",
  `INSERT INTO batches (batch_id, device_no, received_at, taken, changed) VALUES ('b-1', 1, ${NOON}, 2, 2), ('b-2', 1, ${NOON + 1}, 1, 1)`,
  `INSERT INTO objects (no, type, object_id, page_url, newest, marks, crm_modified, last_sent, in_gong_at) VALUES
     (1, 4, '4711', 'https://crm.example/4711', 3, '{"base":[1,1772359200000],"own":{"amount":[2,1772359260000]}}', 1772359260000, 1772359200000, ${NOON}),
     (2, 4, '4712', NULL, 2, '{"base":[1,null],"own":{}}', NULL, NULL, NULL)`,
  `INSERT INTO versions (no, object_no, type, kind, content, account_ref, modified, state, hold, hold_reason, received_at, view_no, batch_id, upload_no, line_no, settled_at) VALUES
     (1, 1, 4, 0, '{"name":"A","accountId":"a1","amount":1}', 'a1', 1772359200000, 2, 0, NULL, ${NOON}, 1, 'b-1', 1, 1, ${NOON}),
     (2, 2, 4, 0, '{"name":"B"}', NULL, ${NOON}, 0, 1, 'unjudged', ${NOON}, 1, 'b-1', NULL, NULL, NULL),
     (3, 1, 4, 0, '{"name":"A","accountId":"a1","amount":2}', 'a1', 1772359260000, 0, 1, 'unjudged', ${NOON + 1}, 2, 'b-2', NULL, NULL, NULL)`,
  `INSERT INTO view_objects (view_no, object_no, read_at) VALUES (1, 1, ${NOON}), (1, 2, ${NOON}), (2, 1, ${NOON})`,
  `INSERT INTO syncs (sync_id, device_no, first_at, pressed_at) VALUES ('00000000-0000-4000-8000-000000000001', 1, ${NOON}, ${NOON})`,
  "INSERT INTO sync_objects (sync_id, object_no, unchanged) VALUES ('00000000-0000-4000-8000-000000000001', 1, 0), ('00000000-0000-4000-8000-000000000001', 2, 0)",
  "INSERT INTO sync_uploads (sync_id, upload_no) VALUES ('00000000-0000-4000-8000-000000000001', 1)",
  `INSERT INTO uploads (no, client_request_id, integration_id, type, kind, purpose, state, gong_status, records, bytes, frozen_at, next_at, settled_at)
     VALUES (1, 'u-1', '9', 4, 0, 'upsert', 'done', 'DONE', 1, 40, ${NOON}, ${NOON}, ${NOON})`,
];

async function withFirst(work: (db: Db) => void): Promise<void> {
  const stub = env.BRIDGE.get(env.BRIDGE.newUniqueId());
  await runInDurableObject(stub, async (_instance, state) => {
    const db = durableDb(state.storage);
    // The object has migrated at its start: begin again from nothing.
    const tables = db.all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
    );
    for (const { name } of tables) db.run(`DROP TABLE "${name}"`);
    migrateTo(db, 1);
    for (const sql of FIRST) db.run(sql);
    migrate(db);
    work(db);
  });
}

it('migrate carries the first version’s ledger over: what became of each object, whose values they are, what a sync has touched', () =>
  withFirst((db) => {
    expect(objectStory(db, 'DEAL', '4711')).toMatchObject({
      url: 'https://crm.example/4711',
      inGong: true,
      versions: [
        { version: 3, state: 'pending', device: 'd1' },
        { version: 1, state: 'confirmed', clientRequestId: 'u-1', line: 1 },
      ],
    });
    expect(db.all("SELECT no, content ->> 'accountId' AS account, batch_no FROM versions ORDER BY no")).toEqual([
      { no: 1, account: 'a1', batch_no: 1 },
      { no: 2, account: null, batch_no: 1 },
      { no: 3, account: 'a1', batch_no: 2 },
    ]);
    const status = deviceStatus(db, 1, '00000000-0000-4000-8000-000000000001');
    expect(status.sync).toMatchObject({ settled: false, waiting: { DEAL: 2 } });
    expect(status.uploads.map(({ clientRequestId }) => clientRequestId)).toEqual(['u-1']);
    expect(checkCounts(db)).toEqual([]);
  }));

it('migrate keeps batches idempotent and each view’s rights to its values', () =>
  withFirst((db) => {
    const context = { now: NOON + 1000, deviceNo: 1, tellsGone: () => true };
    const again = { ...batch([reading('DEAL', '4712', { name: 'other' })]), batchId: 'b-1' };
    expect(takeBatch(db, again, context)).toEqual({ taken: 2, changed: 2, repeated: true });
    // The amount is the second view's: the first view's differing one at the same date is a conflict.
    const first = reading('DEAL', '4711', {
      name: 'A',
      accountId: 'a1',
      amount: 7,
      modifiedDate: '2026-03-01T10:01:00Z',
    });
    expect(takeBatch(db, batch([first]), context).changed).toBe(0);
    expect(objectStory(db, 'DEAL', '4711')?.conflicts.map(({ field }) => field)).toEqual(['amount']);
  }));
