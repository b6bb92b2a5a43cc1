import type { BridgeDatabase } from '../store/database.ts';
import type { SweepRow } from '../store/rows.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { proveFormats } from '../sweep/format-evidence.ts';
import { anyUnread } from '../sweep/frontier.ts';
import { interpretSome, settleKnown } from '../sweep/interpretation.ts';
import { readFormatsAgain, resolveNames } from '../sweep/resolution.ts';
import type { EngineParts } from './engine-parts.ts';
import { reportSweep } from './sweep-report.ts';

/** Types are made into records in Gong's order: names of users and stages are known before deals name them. */
export async function advanceSweeps(parts: EngineParts, rules: CrmRules): Promise<void> {
  const { db } = parts;
  const signsOpen = await db.pages.where('pageId').startsWith('signs|').count();
  for (const type of rules.types) {
    const sweep = await activeSweep(db, type);
    if (sweep === undefined) continue;
    const unread = await anyUnread(db, sweep.sweepId);
    if (sweep.state === 'reading') {
      if (unread || signsOpen > 0) return;
      await db.sweeps.update(sweep.sweepId, { state: 'interpreting' });
    }
    if (sweep.state === 'reading' || sweep.state === 'interpreting') {
      await proveFormats(db, rules, sweep.sweepId);
      await interpretAll(parts, rules, sweep.sweepId);
      await readAgain(parts, rules, sweep);
      for (let after: string | null = ''; after !== null; ) {
        after = await settleKnown(db, sweep.sweepId, after, parts.newId);
      }
      for (let from: number | null = 0; from !== null; ) {
        from = await resolveNames(db, rules, sweep.sweepId, from, parts.newId);
      }
      await db.sweeps.update(sweep.sweepId, { state: 'reporting' });
    } else if (sweep.state === 'verifying' && !unread) {
      await interpretAll(parts, rules, sweep.sweepId);
    }
  }
}

/** Types that were made before this sweep has proven how the viewer's dates and numbers are written. */
async function readAgain({ db, newId }: EngineParts, rules: CrmRules, sweep: SweepRow): Promise<void> {
  if (rules.evidence([]) === null) return;
  for (const type of rules.types) {
    if (type === sweep.objectType) return;
    for (let after: string | null = ''; after !== null; )
      after = await readFormatsAgain(db, rules, sweep.sweepId, type, after, newId);
  }
}

async function interpretAll(parts: EngineParts, rules: CrmRules, sweepId: string): Promise<void> {
  while (await interpretSome(parts.db, rules, sweepId, parts.newId)) {
    // One batch after the other, each in its own transaction.
  }
}

async function activeSweep(db: BridgeDatabase, type: SweepRow['objectType']): Promise<SweepRow | undefined> {
  return db.sweeps
    .where('active')
    .equals(1)
    .filter((sweep) => sweep.objectType === type)
    .first();
}

/** Once the Worker has all of a sweep's batches: its id set, the pages of what it has not seen, its end. */
export async function finishReports(parts: EngineParts, rules: CrmRules, outboxEmpty: boolean): Promise<void> {
  const { db } = parts;
  for (const sweep of await db.sweeps.where('active').equals(1).toArray()) {
    if (sweep.state !== 'reporting' && sweep.state !== 'verifying') continue;
    if ((await db.outbox.where('sweepId').equals(sweep.sweepId).count()) > 0 || !outboxEmpty) continue;
    if (sweep.state === 'reporting' && sweep.complete && sweep.kind === 'full') {
      if (!(await reportSweep(db, parts.link, rules, sweep, parts.now(), parts.newId))) continue;
      await db.sweeps.update(sweep.sweepId, { state: 'verifying' });
    }
    if (await anyUnread(db, sweep.sweepId)) continue;
    if ((await db.records.where('[seenBySweep+dirty]').equals([sweep.sweepId, 1]).count()) > 0) continue;
    await db.transaction('rw', db.sweeps, db.pages, async () => {
      await db.sweeps.update(sweep.sweepId, { state: 'done', active: 0, finishedAt: parts.now() });
      await db.pages.where('sweepId').equals(sweep.sweepId).delete();
    });
  }
}
