import { type PerType, perType } from '../../shared/objects/object-type.ts';
import type { Db } from './db.ts';
import { CONFIRMED, HELD, IN_FLIGHT, PENDING, REJECTED, SUPERSEDED, typeName } from './version-state.ts';

/** Where the objects of a type stand, by their newest version. They add up to `objects`. */
export interface TypeCounts {
  objects: number;
  pending: number;
  held: number;
  inFlight: number;
  confirmed: number;
  rejected: number;
  deleted: number;
  /** Gone before they were ever sent. */
  dropped: number;
}

/** The ledger's counts per type. `held` is apart from `pending`. */
export function ledgerCounts(db: Db): PerType<TypeCounts> {
  const counts = perType(() => ({
    objects: 0,
    pending: 0,
    held: 0,
    inFlight: 0,
    confirmed: 0,
    rejected: 0,
    deleted: 0,
    dropped: 0,
  }));
  const rows = db.all<{ type: number; state: number; hold: number; retires: number; n: number }>(
    'SELECT o.type, v.state, v.hold, v.retires, COUNT(*) AS n FROM objects o JOIN versions v ON v.no = o.newest GROUP BY 1, 2, 3, 4',
  );
  for (const { type, state, hold, retires, n } of rows) {
    const count = counts[typeName(type)];
    count.objects += n;
    if (state === PENDING) count[hold === HELD ? 'held' : 'pending'] += n;
    else if (state === IN_FLIGHT) count.inFlight += n;
    else if (state === CONFIRMED) count[retires === 1 ? 'deleted' : 'confirmed'] += n;
    else if (state === REJECTED) count.rejected += n;
    else count.dropped += n;
  }
  return counts;
}

/**
 * The check that runs in production: promise 1 as questions to the tables. Each answer is a sentence; none means that everything adds up.
 */
export function checkCounts(db: Db): string[] {
  const checks: readonly [sentence: string, sql: string][] = [
    [
      'objects without a newest version',
      'SELECT COUNT(*) AS n FROM objects o LEFT JOIN versions v ON v.no = o.newest AND v.object_no = o.no WHERE v.no IS NULL',
    ],
    [
      'objects whose newest version is not their newest',
      `SELECT COUNT(*) AS n FROM objects o WHERE o.newest < (SELECT MAX(v.no) FROM versions v WHERE v.object_no = o.no AND v.history <> 1)`,
    ],
    [
      'objects with two versions in flight',
      `SELECT COUNT(*) AS n FROM (SELECT object_no FROM versions WHERE state = ${IN_FLIGHT} GROUP BY object_no HAVING COUNT(*) > 1)`,
    ],
    [
      'versions in flight without an open upload',
      `SELECT COUNT(*) AS n FROM versions v LEFT JOIN uploads u ON u.no = v.upload_no AND u.state IN ('frozen', 'unsure', 'accepted')
       WHERE v.state = ${IN_FLIGHT} AND u.no IS NULL`,
    ],
    [
      'open uploads whose records are not in flight',
      `SELECT COUNT(*) AS n FROM uploads u WHERE u.state IN ('frozen', 'unsure', 'accepted')
         AND u.records <> (SELECT COUNT(*) FROM versions v WHERE v.state = ${IN_FLIGHT} AND v.upload_no = u.no)`,
    ],
    [
      'rejected versions without a reason',
      `SELECT COUNT(*) AS n FROM versions WHERE state = ${REJECTED} AND (code IS NULL OR reason IS NULL)`,
    ],
    [
      'held versions without a reason',
      `SELECT COUNT(*) AS n FROM versions WHERE state = ${PENDING} AND hold <> 0 AND hold_reason IS NULL`,
    ],
    [
      'superseded newest versions that are not deletions',
      `SELECT COUNT(*) AS n FROM objects o JOIN versions v ON v.no = o.newest WHERE v.state = ${SUPERSEDED} AND v.retires = 0`,
    ],
    [
      'confirmed newest versions of objects that are not in Gong',
      `SELECT COUNT(*) AS n FROM objects o JOIN versions v ON v.no = o.newest WHERE v.state = ${CONFIRMED} AND v.kind = 0 AND o.in_gong_at IS NULL`,
    ],
  ];
  return checks.flatMap(([sentence, sql]) => {
    const n = db.get<{ n: number }>(sql)?.n ?? 0;
    return n === 0 ? [] : [`${n} ${sentence}`];
  });
}
