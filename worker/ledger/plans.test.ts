import { expect, it } from 'vitest';
import { batch, NOON, reading } from '../testing/readings.ts';
import { withDb } from '../testing/test-db.ts';
import { checkCounts } from './counts.ts';
import type { Db, SqlValue } from './db.ts';
import { freezeUpload } from './freeze.ts';
import { judgeHolds, nextRelease } from './holds.ts';
import { takeBatch } from './intake.ts';
import { hasWork, isReady } from './pending-work.ts';
import { deviceStatus } from './status.ts';
import { confirmUpload } from './upload-outcome.ts';
import { uploadByNo } from './uploads-table.ts';
import { REJECTED } from './version-state.ts';

/** The same store, with every statement that scans a table that grows with the records. */
function watched(db: Db): { db: Db; scans: string[] } {
  const scans: string[] = [];
  const look = (sql: string, values: SqlValue[]) => {
    if (!/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)/i.test(sql)) return;
    for (const { detail } of db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values))
      if (
        /^SCAN (o|v|p|e|w|so|l|objects|versions|view_objects|sync_objects|upload_lines)\b(?!.*USING (COVERING )?INDEX versions_(pending|in_flight))/.test(
          detail,
        )
      )
        scans.push(`${detail}: ${sql.trim().slice(0, 120)}`);
  };
  return {
    scans,
    db: {
      ...db,
      all: (sql, ...values) => {
        look(sql, values);
        return db.all(sql, ...values);
      },
      get: (sql, ...values) => {
        look(sql, values);
        return db.get(sql, ...values);
      },
      run: (sql, ...values) => {
        look(sql, values);
        db.run(sql, ...values);
      },
    },
  };
}

it('taking in, judging, freezing, settling and telling scan no table that grows with the records', () =>
  withDb((plain) => {
    const { db, scans } = watched(plain);
    const context = { now: NOON, deviceNo: 1, tellsGone: () => true };
    const syncId = '00000000-0000-4000-8000-000000000001';
    for (const name of ['first', 'first', 'second']) {
      const accounts = Array.from({ length: 20 }, (_, n) => reading('ACCOUNT', `a${n}`, { name }));
      takeBatch(db, batch(accounts, { syncId }), context);
    }
    judgeHolds(db, { now: NOON, accountSettleMs: 0, stopped: [] });
    nextRelease(db, { now: NOON, accountSettleMs: 0, stopped: [] });
    hasWork(db, Number.MAX_SAFE_INTEGER);
    isReady(db, 2, 0, Number.MAX_SAFE_INTEGER);
    const { no } = freezeUpload(db, {
      type: 2,
      purpose: 'upsert',
      cut: Number.MAX_SAFE_INTEGER,
      maxBytes: 1e6,
      clientRequestId: 'u-1',
      integrationId: '9',
      now: NOON,
      render: (objectId) => ({ ok: true, line: JSON.stringify({ objectId }) }),
    });
    const upload = no === null ? undefined : uploadByNo(db, no);
    expect(upload?.records).toBe(20);
    if (upload !== undefined) confirmUpload(db, upload, 'r', NOON);
    takeBatch(db, batch([reading('DEAL', 'd1', { accountId: 'nobody' }), reading('LEAD', 'l1')], { syncId }), context);
    judgeHolds(db, { now: NOON, accountSettleMs: 0, stopped: [] });
    plain.run(
      "UPDATE versions SET state = ?, code = 'value-invalid', reason = 'x' WHERE object_no = (SELECT no FROM objects WHERE object_id = 'l1')",
      REJECTED,
    );
    for (const asked of [null, syncId])
      expect(deviceStatus(db, 1, asked)).toMatchObject({ rejected: [{ objectId: 'l1' }], held: [{ objectId: 'd1' }] });
    expect(scans).toEqual([]);
    // The nightly check may scan, and shows that a scan is seen here.
    expect(checkCounts(db)).toEqual([]);
    expect(scans).not.toEqual([]);
  }));
