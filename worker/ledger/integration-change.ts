import type { Db } from './db.ts';
import { CONFIRMED, DELETE, IN_FLIGHT, PENDING, REJECTED } from './version-state.ts';

/**
 * Another integration has nothing of ours: what was confirmed there is pending again (newest versions of live objects), what was in flight too,
 * and open uploads are over. Deletions that had been confirmed stay so; those that wait have nothing left to delete and are dropped when they are judged.
 */
export function forgetIntegration(db: Db, now: number): void {
  db.transaction(() => {
    db.run('UPDATE objects SET in_gong_at = NULL, last_sent = NULL');
    db.run(
      'UPDATE versions SET sent_modified = NULL WHERE sent_modified IS NOT NULL AND no IN (SELECT newest FROM objects)',
    );
    db.run(
      `UPDATE versions SET state = ${PENDING}, hold = 1, hold_reason = 'unjudged', settled_at = NULL
       WHERE state = ${IN_FLIGHT} OR (state IN (${CONFIRMED}, ${REJECTED}) AND kind <> ${DELETE} AND upload_no IS NOT NULL
         AND no IN (SELECT newest FROM objects))`,
    );
    db.run(
      `UPDATE uploads SET state = 'refused', settled_at = ?, note = 'the integration was replaced' WHERE state IN ('frozen', 'unsure', 'accepted')`,
      now,
    );
    db.run('DELETE FROM upload_lines');
  });
}
