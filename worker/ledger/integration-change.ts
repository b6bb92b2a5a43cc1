import type { Db } from './db.ts';
import { CONFIRMED, DELETE, IN_FLIGHT, PENDING, REJECTED } from './version-state.ts';

/**
 * Another integration has nothing of ours: what was confirmed there is pending again (newest versions of live objects), what was in flight too,
 * and open uploads are over. Deletions that had been confirmed stay so; those that wait have nothing left to delete.
 */
export function forgetIntegration(db: Db, now: number): void {
  db.transaction(() => {
    db.run('UPDATE objects SET in_gong_at = NULL');
    db.run(
      `UPDATE versions SET state = ${PENDING}, hold = 1, hold_reason = 'unjudged', settled_at = NULL
       WHERE state = ${IN_FLIGHT} OR (state IN (${CONFIRMED}, ${REJECTED}) AND kind <> ${DELETE} AND upload_no IS NOT NULL
         AND no IN (SELECT newest FROM objects))`,
    );
    db.run(
      `UPDATE versions SET state = ${CONFIRMED}, settled_at = ?, hold = 0, hold_reason = NULL WHERE state = ${PENDING} AND kind = ${DELETE}`,
      now,
    );
    db.run(
      `UPDATE uploads SET state = 'refused', settled_at = ?, note = 'the integration was replaced' WHERE state IN ('frozen', 'unsure', 'accepted')`,
      now,
    );
    db.run('DELETE FROM upload_lines');
  });
}
