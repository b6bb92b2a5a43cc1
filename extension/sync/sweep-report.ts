import type { PlannedPage } from '../../shared/profile/raw.ts';
import { MAX_SWEEP_IDS, type SweepAnswer } from '../../shared/protocol/messages.ts';
import type { Reading } from '../../shared/protocol/reading.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { keyParts } from '../store/record-key.ts';
import type { PageRow, SweepRow } from '../store/rows.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { plannedRow } from '../sweep/frontier.ts';
import { queue } from '../sweep/interpretation.ts';
import type { WorkerLink } from './worker-link.ts';

/**
 * Reports the id set of a complete sweep, part by part; objects that the ledger has and the sweep has not seen come back as
 * nominated, and their own pages join the plan; those that it lacks or takes for deleted are sent again. True when all parts are in.
 */
export async function reportSweep(
  db: BridgeDatabase,
  link: WorkerLink,
  rules: CrmRules,
  sweep: SweepRow,
  now: number,
  newId: () => string,
): Promise<boolean> {
  const view = await db.views.get(sweep.viewId);
  const count = await seenKeys(db, sweep).count();
  const parts = Math.max(1, Math.ceil(count / MAX_SWEEP_IDS));
  let current = sweep;
  while (current.partsSent < parts) {
    if ((await link.notBefore()) > 0) return false;
    const part = current.partsSent;
    const keys = await seenKeys(db, sweep)
      .offset(part * MAX_SWEEP_IDS)
      .limit(MAX_SWEEP_IDS)
      .primaryKeys();
    const objectIds = keys.map((key) => {
      const { crmId, source } = keyParts(key);
      return rules.objectId(sweep.objectType, crmId, source);
    });
    const reply = await link.call((client) =>
      client.sendSweep({
        sweepId: sweep.sweepId,
        syncId: sweep.syncId,
        view: { viewId: sweep.viewId, crmUser: view?.crmUser ?? null },
        profileVersion: sweep.profileVersion,
        objectType: sweep.objectType,
        startedAt: new Date(sweep.startedAt).toISOString(),
        finishedAt: new Date(now).toISOString(),
        part,
        parts,
        objectIds,
      }),
    );
    if (!reply?.ok) return false;
    current = await takeAnswer(db, rules, current, reply.value, newId);
  }
  return true;
}

/** Only keys are read, never the records: a sweep may have seen a hundred thousand. */
function seenKeys(db: BridgeDatabase, sweep: SweepRow) {
  return db.records.where('[seenBySweep+presence]').equals([sweep.sweepId, 'present']);
}

/** What the Worker asks for, and how far the report has come, in one transaction. */
function takeAnswer(
  db: BridgeDatabase,
  rules: CrmRules,
  sweep: SweepRow,
  { nominated, wanted }: SweepAnswer,
  newId: () => string,
): Promise<SweepRow> {
  return db.transaction('rw', db.sweeps, db.pages, db.records, db.outbox, db.views, async () => {
    const rows: PageRow[] = [];
    for (const { objectId, crmId } of nominated) {
      const known = await ofObject(db, sweep, objectId);
      const id = known?.crmId ?? crmId ?? objectId;
      const pages: readonly PlannedPage[] = rules.recordPages(sweep.objectType, id, known?.source ?? '');
      for (const page of pages) {
        if (rules.isHistory(page.page) || !rules.isAllowed(page.request)) continue;
        const sequence = sweep.pagesPlanned + rows.length;
        rows.push(plannedRow(sweep.sweepId, sweep.objectType, 'verify', page, sequence, rules.startUrl));
      }
    }
    await db.pages.bulkPut(rows);
    await sendAgain(db, sweep, wanted, newId);
    const pagesPlanned = sweep.pagesPlanned + rows.length;
    const changed = { ...sweep, partsSent: sweep.partsSent + 1, pagesPlanned };
    await db.sweeps.put(changed);
    return changed;
  });
}

/** Records that the Worker has not, though the sweep has seen them as they were before; they count as read when the sweep saw them. */
async function sendAgain(
  db: BridgeDatabase,
  sweep: SweepRow,
  wanted: readonly string[],
  newId: () => string,
): Promise<void> {
  const readings: Reading[] = [];
  for (const objectId of wanted) {
    const row = await ofObject(db, sweep, objectId);
    // Whatever was not called confirmed has been sent by this sweep; if the Worker has it not, it has refused it.
    if (row?.reading?.presence !== 'present' || row.confirmedPrint === null || row.confirmedPrint !== row.print)
      continue;
    const reading = { ...row.reading, readAt: new Date(row.seenAt).toISOString() };
    await db.records.put({ ...row, reading, confirmedPrint: null });
    readings.push(reading);
  }
  await queue(db, sweep, readings, newId);
}

function ofObject(db: BridgeDatabase, { viewId, objectType }: SweepRow, objectId: string) {
  return db.records.where('[viewId+objectType+objectId]').equals([viewId, objectType, objectId]).first();
}
