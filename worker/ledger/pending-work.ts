import type { Db } from './db.ts';
import { DELETE, FREE, PENDING, REJECTED, typeNumber, UPSERT } from './version-state.ts';

/** Whether something of a type could be frozen now. `cut`: the newest version that belongs to the running cycle. */
export function isReady(db: Db, type: number, kind: number, cut: number): boolean {
  return (
    db.get(
      `SELECT 1 FROM versions WHERE state = ${PENDING} AND type = ? AND kind = ? AND hold = ${FREE} AND no <= ? LIMIT 1`,
      type,
      kind,
      cut,
    ) !== undefined
  );
}

/** Whether changed users wait for the deletion of what Gong has. */
export function isReplaceReady(db: Db, cut: number): boolean {
  return (
    db.get(
      `SELECT 1 FROM versions WHERE state = ${PENDING} AND type = ${typeNumber('BUSINESS_USER')} AND kind = ${UPSERT} AND hold = 1
         AND hold_reason = 'replace-first' AND no <= ? LIMIT 1`,
      cut,
    ) !== undefined
  );
}

/** The newest version number there is: the cut of a cycle that starts now. */
export function newestVersion(db: Db): number {
  return db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM versions')?.no ?? 0;
}

/** Whether anything pending is not held until someone acts; `upTo` limits it to the running cycle's versions. */
export function hasWork(db: Db, upTo: number): boolean {
  for (let type = 0; type < 6; type += 1)
    for (const kind of [UPSERT, DELETE])
      for (const hold of [FREE, 1]) {
        const row = db.get(
          `SELECT 1 FROM versions WHERE state = ${PENDING} AND type = ? AND kind = ? AND hold = ? AND no <= ? LIMIT 1`,
          type,
          kind,
          hold,
          upTo,
        );
        if (row !== undefined) return true;
      }
  return false;
}

/** Types of which upserts of the running cycle wait for something that goes on by itself. */
export function waitingTypes(db: Db, upTo: number): number[] {
  return [0, 1, 2, 3, 4, 5].filter(
    (type) =>
      db.get(
        `SELECT 1 FROM versions WHERE state = ${PENDING} AND type = ? AND kind = ${UPSERT} AND hold = 1 AND no <= ? LIMIT 1`,
        type,
        upTo,
      ) !== undefined,
  );
}

const DAY_MS = 24 * 3600 * 1000;

/**
 * Deletions that Gong has refused at least a day ago are asked for once more: the record is gone, so that nothing of it will change, and what
 * Gong had against it may be over. Had anybody seen the record since, a newer version would be there. Returns how many.
 */
export function retryDeletions(db: Db, now: number): number {
  return db.all(
    `UPDATE versions SET state = ${PENDING}, hold = 1, hold_reason = 'unjudged', settled_at = NULL, code = NULL, reason = NULL
     WHERE state = ${REJECTED} AND retires = 1 AND settled_at <= ? AND no IN (SELECT newest FROM objects) RETURNING no`,
    now - DAY_MS,
  ).length;
}

/** What we had rejected for its values is tried once more: Gong's schema, or the profile, is another now. */
export function retryInvalid(db: Db): void {
  db.run(
    `UPDATE versions SET state = ${PENDING}, hold = 1, hold_reason = 'unjudged', settled_at = NULL, code = NULL, reason = NULL
     WHERE state = ${REJECTED} AND code = 'value-invalid' AND upload_no IS NULL AND no IN (SELECT newest FROM objects)`,
  );
}
