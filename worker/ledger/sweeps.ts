import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { SweepReport } from '../../shared/protocol/messages.ts';
import { clockOf } from './browser-clock.ts';
import type { Db } from './db.ts';
import { planDeletion } from './deletions.ts';
import { typeNumber } from './version-state.ts';
import { touchSync, touchView } from './views-table.ts';

export interface SweepContext {
  readonly now: number;
  readonly deviceNo: number;
  /** The profile in force; a sweep under another one never counts absence. */
  readonly profileVersion: string | null;
  readonly visibility: (type: ObjectType) => 'shared' | 'own';
  readonly tellsGone: (type: ObjectType) => boolean;
}

export interface Nomination {
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly crmId?: string;
}

export interface SweepOutcome {
  readonly complete: boolean;
  readonly nominated: readonly Nomination[];
  /** Ids of this part that the ledger does not have, or takes for deleted: to be sent again, as a browser sends only what has changed. */
  readonly wanted: readonly string[];
}

/** A view that has been silent for so long no longer counts as one that must agree to a deletion. */
export const VIEW_COUNTS_MS = 30 * 24 * 3600 * 1000;

/**
 * Takes one part of a sweep's id set. With the last part the sweep counts: what the ledger holds, this view should have seen and has not is nominated
 * (design: absence only nominates). The same part again answers the same.
 */
export function takeSweep(db: Db, report: SweepReport, context: SweepContext): SweepOutcome {
  const { now } = context;
  return db.transaction(() => {
    const viewNo = touchView(db, context.deviceNo, report.view, now);
    const type = typeNumber(report.objectType);
    if (report.syncId !== null) touchSync(db, report.syncId, context.deviceNo, now, false);
    db.run(
      `INSERT INTO sweeps (sweep_id, view_no, type, profile_version, started_at, finished_at, parts) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (sweep_id) DO NOTHING`,
      report.sweepId,
      viewNo,
      type,
      report.profileVersion,
      Date.parse(report.startedAt),
      Date.parse(report.finishedAt),
      report.parts,
    );
    const sweep = db.get<{
      view_no: number;
      type: number;
      started_at: number;
      finished_at: number;
      completed_at: number | null;
    }>('SELECT view_no, type, started_at, finished_at, completed_at FROM sweeps WHERE sweep_id = ?', report.sweepId);
    if (sweep === undefined || sweep.view_no !== viewNo || sweep.type !== type)
      return { complete: false, nominated: [], wanted: [] };
    const wanted = lacking(db, type, report.objectIds);
    if (sweep.completed_at === null) {
      db.run(
        'INSERT INTO sweep_parts (sweep_id, part, object_ids) VALUES (?, ?, ?) ON CONFLICT (sweep_id, part) DO NOTHING',
        report.sweepId,
        report.part,
        JSON.stringify(report.objectIds),
      );
      const have =
        db.get<{ n: number }>('SELECT COUNT(*) AS n FROM sweep_parts WHERE sweep_id = ?', report.sweepId)?.n ?? 0;
      if (have < report.parts) return { complete: false, nominated: [], wanted };
      if (report.profileVersion === context.profileVersion) {
        countAbsences(db, report.sweepId, viewNo, type, sweep.started_at, context.visibility(report.objectType));
        if (!context.tellsGone(report.objectType)) agreeOnAbsence(db, viewNo, type, report, context);
      }
      db.run('DELETE FROM sweep_parts WHERE sweep_id = ?', report.sweepId);
      db.run('UPDATE sweeps SET completed_at = ? WHERE sweep_id = ?', now, report.sweepId);
    }
    return { complete: true, nominated: nominations(db, viewNo, type, report.objectType), wanted };
  });
}

/** Counts, per object that this view should have seen, how many complete sweeps in a row have missed it. */
function countAbsences(
  db: Db,
  sweepId: string,
  viewNo: number,
  type: number,
  startedAt: number,
  visibility: 'shared' | 'own',
): void {
  // In this order: left to itself, SQLite may go through the whole list for every object of the type.
  const seen = `SELECT o.no FROM sweep_parts p CROSS JOIN json_each(p.object_ids) j CROSS JOIN objects o ON o.type = ?2 AND o.object_id = j.value WHERE p.sweep_id = ?1`;
  const whose = visibility === 'shared' ? '?3 IS NOT NULL' : 'view_no = ?3';
  db.run(`DELETE FROM misses WHERE ${whose} AND object_no IN (${seen})`, sweepId, type, viewNo);
  const expected =
    visibility === 'shared'
      ? ''
      : 'AND EXISTS (SELECT 1 FROM view_objects w WHERE w.view_no = ?3 AND w.object_no = o.no)';
  db.run(
    `INSERT INTO misses (view_no, object_no, sweeps, since)
     SELECT ?3, o.no, 1, ?4 FROM objects o JOIN versions v ON v.no = o.newest
     WHERE o.type = ?2 AND v.retires = 0 AND NOT EXISTS (SELECT 1 FROM view_objects r WHERE r.object_no = o.no AND r.read_at >= ?4) ${expected} AND o.no NOT IN (${seen})
     ON CONFLICT (view_no, object_no) DO UPDATE SET sweeps = sweeps + 1`,
    sweepId,
    type,
    viewNo,
    startedAt,
  );
}

/**
 * Where the CRM cannot tell gone from denied: two complete sweeps of every counting view that had seen the object. Where every viewer sees
 * every record one browser sweeps for all (the others only capture), so any two complete sweeps since it was last read speak for every view.
 */
function agreeOnAbsence(db: Db, viewNo: number, type: number, report: SweepReport, context: SweepContext): void {
  // A browser reports a sweep as finished at the moment when it sends the report.
  const evidenceAt = clockOf(report.finishedAt, context.now)(Date.parse(report.startedAt));
  if (context.visibility(report.objectType) === 'shared') {
    const missed = db.all<{ no: number }>(
      `SELECT m.object_no AS no FROM misses m JOIN objects o ON o.no = m.object_no WHERE o.type = ?
       GROUP BY m.object_no HAVING SUM(m.sweeps) >= 2 AND MAX(m.view_no = ?) = 1`,
      type,
      viewNo,
    );
    for (const { no } of missed) planDeletion(db, no, report.syncId, context.now, evidenceAt);
    return;
  }
  const agreed = db.all<{ no: number }>(
    `SELECT m.object_no AS no FROM misses m JOIN objects o ON o.no = m.object_no
     WHERE m.view_no = ?1 AND o.type = ?2 AND m.sweeps >= 2 AND NOT EXISTS (
       SELECT 1 FROM view_objects w JOIN views x ON x.no = w.view_no JOIN devices d ON d.no = x.device_no
       WHERE w.object_no = m.object_no AND d.revoked_at IS NULL AND x.last_seen_at > ?3
         AND NOT EXISTS (SELECT 1 FROM misses n WHERE n.view_no = w.view_no AND n.object_no = w.object_no AND n.sweeps >= 2))`,
    viewNo,
    type,
    context.now - VIEW_COUNTS_MS,
  );
  for (const { no } of agreed) planDeletion(db, no, report.syncId, context.now, evidenceAt);
}

/**
 * What a view shows and the ledger has not, or only as deleted: it was decided while this view was silent, or the ledger is a restored copy. Whether a
 * reading brings it back is decided when it comes.
 */
function lacking(db: Db, type: number, objectIds: readonly string[]): string[] {
  return db
    .all<{ id: string }>(
      `SELECT j.value AS id FROM json_each(?1) j LEFT JOIN objects o ON o.type = ?2 AND o.object_id = j.value LEFT JOIN versions v ON v.no = o.newest
       WHERE (o.no IS NULL OR v.retires = 1) AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.type = ?2 AND e.object_id = j.value)`,
      JSON.stringify(objectIds),
      type,
    )
    .map(({ id }) => id);
}

/** What this view is asked to look at: missed by its last complete sweep and not on its way to deletion yet. */
function nominations(db: Db, viewNo: number, type: number, objectType: ObjectType): Nomination[] {
  return db
    .all<{ object_id: string; crm_id: string | null }>(
      `SELECT o.object_id, o.crm_id FROM misses m JOIN objects o ON o.no = m.object_no JOIN versions v ON v.no = o.newest
       WHERE m.view_no = ? AND o.type = ? AND v.retires = 0 ORDER BY o.no`,
      viewNo,
      type,
    )
    .map(({ object_id, crm_id }) => ({
      objectType,
      objectId: object_id,
      ...(crm_id === null ? {} : { crmId: crm_id }),
    }));
}
