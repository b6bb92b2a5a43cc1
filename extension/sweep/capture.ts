import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import { getRow, putRows } from '../store/batched.ts';
import { type BridgeDatabase, readFact, writeFact } from '../store/database.ts';
import { rowPrint } from '../store/fingerprint.ts';
import { recordKey } from '../store/record-key.ts';
import type { Millis, RecordRow } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';
import { guardPage } from './health.ts';
import { interpretRows, putImpliedUsers, queue } from './interpretation.ts';
import { noteSeen } from './list-state.ts';
import { newRecord, pieceOf, rawsByCrmId, readingTime } from './record-rows.ts';
import { closeView, openView } from './view.ts';

/** A page that the rep has open, as the reader in it has read it. */
export interface CapturedPage {
  readonly planned: PlannedPage;
  readonly reading: PageReading;
}

export interface CaptureOutcome {
  /** `viewer-doubtful`: it shows somebody else than the view in force; nothing was taken from it. */
  readonly kind: 'taken' | 'viewer-doubtful' | 'view-unknown';
  readonly objects: readonly { readonly objectType: ObjectType; readonly objectId: string }[];
}

/** Captures that are remembered, for people to see that it works. */
const REMEMBERED = 20;

/**
 * Takes in pages that the rep has opened. What has changed goes into the outbox at once. It does not touch what sweeps go by: a
 * captured row is never the reason why a sweep stops early or leaves a record out.
 */
export function commitCapture(
  db: BridgeDatabase,
  rules: CrmRules,
  pages: readonly CapturedPage[],
  facts: { readonly now: Millis; readonly loadedAt: Millis; readonly url: string | null; readonly newId: () => string },
): Promise<CaptureOutcome> {
  const tables = [db.records, db.outbox, db.facts, db.views, db.health, db.sweeps];
  return db.transaction('rw', tables, async (): Promise<CaptureOutcome> => {
    const view = await viewOf(db, pages, facts);
    if (typeof view === 'string') return { kind: view, objects: [] };
    const rows = new Map<string, RecordRow>();
    const objects = new Map<string, CaptureOutcome['objects'][number]>();
    for (const { planned, reading: page } of pages) {
      if (rules.rememberingLists.includes(planned.page)) await noteSeen(db, view, page, planned.request.url);
      const { reading } = await guardPage(db, rules, view.viewId, page);
      if (reading?.state !== 'ok') continue;
      for (const objectType of rules.types) {
        const ofType = reading.records.filter((raw) => raw.objectType === objectType && raw.role !== 'unmet');
        const source = rules.source(planned.page, objectType);
        for (const [crmId, raw] of rawsByCrmId(ofType)) {
          const key = recordKey(view.viewId, objectType, source, crmId);
          const objectId = rules.objectId(objectType, crmId, source);
          objects.set(`${objectType}|${objectId}`, { objectType, objectId });
          const stored = rows.get(key) ?? (await getRow(db.records, key));
          const record = stored ?? newRecord(view.viewId, objectType, source, crmId, objectId);
          const before = record.pieces[raw.page];
          const same = before !== undefined && rowPrint([before.raw]) === rowPrint([raw]);
          if (same && reading.kind === 'list' && record.presence === 'present') continue;
          const readAt = readingTime(record, facts.loadedAt, facts.now);
          const piece = pieceOf(raw, reading, readAt, rules.version);
          rows.set(key, { ...record, pieces: { ...record.pieces, [raw.page]: piece }, presence: 'present' });
        }
      }
    }
    const made = await interpretRows(db, rules, [...rows.values()]);
    await putRows(
      db.records,
      made.map(({ row, before }) => ({ ...row, dirty: before.dirty, settledBy: before.settledBy })),
    );
    const changed = made.flatMap(({ row, before, reading }) =>
      reading && row.print !== before.print ? [reading] : [],
    );
    const from = { viewId: view.viewId, profileVersion: rules.version, syncId: null, sweepId: null };
    const users = await putImpliedUsers(db, from, made);
    await queue(db, from, [...users, ...changed], facts.newId);
    if (facts.url !== null) await remember(db, { now: facts.now, url: facts.url }, [...objects.values()]);
    return { kind: 'taken', objects: [...objects.values()] };
  });
}

/** Whose page it is. A page that names nobody belongs to the view that is open, if one is. */
async function viewOf(
  db: BridgeDatabase,
  pages: readonly CapturedPage[],
  facts: { readonly now: Millis; readonly newId: () => string },
): Promise<{ readonly viewId: string } | 'viewer-doubtful' | 'view-unknown'> {
  const view = await readFact(db, 'view');
  const viewer = pages.map(({ reading }) => reading.viewer).find((name) => name !== null) ?? null;
  if (view?.open && viewer !== null && view.crmUser !== null && viewer !== view.crmUser) {
    await closeView(db, true);
    return 'viewer-doubtful';
  }
  if (view?.open) return view;
  return viewer === null ? 'view-unknown' : openView(db, viewer, { now: facts.now, newId: facts.newId() });
}

async function remember(
  db: BridgeDatabase,
  { now, url }: { readonly now: Millis; readonly url: string },
  objects: CaptureOutcome['objects'],
): Promise<void> {
  const earlier = (await readFact(db, 'captures')) ?? [];
  await writeFact(db, 'captures', [...earlier, { at: now, url, objects: objects.slice(0, 500) }].slice(-REMEMBERED));
}
