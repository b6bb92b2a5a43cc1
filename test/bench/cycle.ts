/**
 * How long the bridge takes to bring records to Gong, beside what Gong itself takes: on a simulated clock, so the machine plays no part. Gong's own times are
 * those of processing each file, and of letting new accounts settle; everything else is the bridge's.
 */
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { ledgerCounts } from '../../worker/ledger/counts.ts';
import { takeBatch } from '../../worker/ledger/intake.ts';
import { migrate } from '../../worker/ledger/migrations.ts';
import { putProfile } from '../../worker/ledger/profiles-table.ts';
import { nodeDb } from '../../worker/testing/node-db.ts';
import { batch, reading } from '../../worker/testing/readings.ts';
import { seededRandom, simulateBridge, simulatedClock } from '../../worker/testing/simulated-bridge.ts';
import { createFakeGong } from '../fake-gong/fake.ts';

export interface CycleResult {
  readonly records: number;
  /** Seconds on the simulated clock until everything was confirmed, and of Gong's own within them. */
  readonly seconds: number;
  readonly ofGong: number;
  readonly ratio: number;
  readonly calls: number;
  readonly uploads: number;
  readonly callsPer1000: number;
}

const SETTLE_S = 60;
const BATCH = 500;

/** `doneSeconds`: how long Gong takes from accepting a file to DONE. */
export async function benchCycle(records: number, doneSeconds: number): Promise<CycleResult> {
  const clock = simulatedClock();
  const processing = { pendingMs: doneSeconds * 400, inProgressMs: doneSeconds * 600 };
  const gong = createFakeGong({ clock, seed: 1, processing });
  const db = nodeDb();
  migrate(db);
  const bridge = simulateBridge({ db, clock, gong, random: seededRandom(1) });
  const facts = { name: 'Bench', tellsGone: true, visibility: 'shared', customFields: {} } as const;
  putProfile(db, { version: 'p1', profile: {}, facts }, clock.now());
  const readings = Array.from({ length: records }, (_, n) => {
    const type = OBJECT_TYPES[n % OBJECT_TYPES.length] ?? 'LEAD';
    const account = `id-${2 + OBJECT_TYPES.length * (n % 5)}`;
    const names = {
      BUSINESS_USER: { emailAddress: `u${n}@company.example` },
      STAGE: { name: `Stage ${n}` },
      ACCOUNT: { name: `Account ${n}` },
      CONTACT: { firstName: `C${n}`, accountId: account },
      DEAL: { name: `Deal ${n}`, accountId: account, closeDate: '2026-12-31' },
      LEAD: { firstName: `L${n}` },
    } as const;
    return reading(type, `id-${n}`, names[type]);
  });
  for (let from = 0; from < readings.length; from += BATCH)
    takeBatch(db, batch(readings.slice(from, from + BATCH)), { now: bridge.now(), deviceNo: 1, tellsGone: () => true });
  const started = clock.now();
  bridge.driver().noteWork();
  bridge.driver().press();
  await bridge.rest(24 * 3600_000);
  const counts = Object.values(ledgerCounts(db));
  const confirmed = counts.reduce((sum, one) => sum + one.confirmed, 0);
  if (confirmed !== records) throw new Error(`${confirmed} of ${records} records were confirmed`);
  const uploads = gong.uploads();
  const last = Math.max(...uploads.map(({ doneAt = 0 }) => doneAt));
  const seconds = (last - started) / 1000;
  // One after the other only where it must be: accounts, their settling, then what names them.
  const ofGong = 2 * doneSeconds + SETTLE_S;
  return {
    records,
    seconds,
    ofGong,
    ratio: Number((seconds / ofGong).toFixed(3)),
    calls: gong.calls().length,
    uploads: uploads.length,
    callsPer1000: Number(((gong.calls().length * 1000) / records).toFixed(2)),
  };
}
