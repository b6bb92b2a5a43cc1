import type { PlannedPage } from '../../shared/profile/raw.ts';
import { MAX_SWEEP_IDS } from '../../shared/protocol/messages.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { keyParts } from '../store/record-key.ts';
import type { PageRow, SweepRow } from '../store/rows.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { plannedRow } from '../sweep/frontier.ts';
import type { WorkerLink } from './worker-link.ts';

/**
 * Reports the id set of a complete sweep, part by part; objects that the ledger has and the sweep has not seen come back as
 * nominated, and their own pages join the plan. True when all parts are in.
 */
export async function reportSweep(
  db: BridgeDatabase,
  link: WorkerLink,
  rules: CrmRules,
  sweep: SweepRow,
  now: number,
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
    current = await planNominated(db, rules, current, reply.value.nominated);
  }
  return true;
}

/** Only keys are read, never the records: a sweep may have seen a hundred thousand. */
function seenKeys(db: BridgeDatabase, sweep: SweepRow) {
  return db.records.where('[seenBySweep+presence]').equals([sweep.sweepId, 'present']);
}

/** Their pages, and how far the report has come, in one transaction. */
function planNominated(
  db: BridgeDatabase,
  rules: CrmRules,
  sweep: SweepRow,
  nominated: readonly { readonly objectId: string; readonly crmId?: string | undefined }[],
): Promise<SweepRow> {
  return db.transaction('rw', db.sweeps, db.pages, db.records, async () => {
    const rows: PageRow[] = [];
    for (const { objectId, crmId } of nominated) {
      const known = await db.records
        .where('[viewId+objectType+objectId]')
        .equals([sweep.viewId, sweep.objectType, objectId])
        .first();
      const id = known?.crmId ?? crmId ?? objectId;
      const pages: readonly PlannedPage[] = rules.recordPages(sweep.objectType, id, known?.source ?? '');
      for (const page of pages) {
        if (rules.isHistory(page.page) || !rules.isAllowed(page.request)) continue;
        const sequence = sweep.pagesPlanned + rows.length;
        rows.push(plannedRow(sweep.sweepId, sweep.objectType, 'verify', page, sequence, rules.startUrl));
      }
    }
    await db.pages.bulkPut(rows);
    const pagesPlanned = sweep.pagesPlanned + rows.length;
    const changed = { ...sweep, partsSent: sweep.partsSent + 1, pagesPlanned };
    await db.sweeps.put(changed);
    return changed;
  });
}
