import type { Db } from './db.ts';
import {
  DELETE,
  FREE,
  HELD,
  HELD_SQL_LIST,
  IN_FLIGHT,
  PENDING,
  REJECTED,
  SUPERSEDED,
  typeNumber,
  UPSERT,
  WAITS,
} from './version-state.ts';

/** A deal waits for its owner so long, a cycle at most; then it goes without. */
export const OWNER_WAIT_MS = 120_000;

export interface HoldRules {
  readonly now: number;
  /** How long an account new in Gong must rest before its contacts and deals are sent (Gong: order of types). */
  readonly accountSettleMs: number;
  /** Types whose uploads are stopped. */
  readonly stopped: readonly number[];
}

const USER = typeNumber('BUSINESS_USER');
const STAGE = typeNumber('STAGE');
const ACCOUNT = typeNumber('ACCOUNT');
const CONTACT = typeNumber('CONTACT');
const DEAL = typeNumber('DEAL');

/** What a version `p` names, looked up in its content. */
const reference = (field: string) => `NULLIF(p.content ->> '${field}', '')`;
const [ACCOUNT_REF, STAGE_REF, OWNER_REF] = [reference('accountId'), reference('stage'), reference('ownerId')];

/** What an upload of a type can change the answer for: its own later versions, and those that name it. */
const TOUCHED_BY: readonly (readonly number[])[] = [
  [USER, DEAL],
  [STAGE, DEAL],
  [ACCOUNT, CONTACT, DEAL],
  [CONTACT],
  [DEAL],
  [typeNumber('LEAD')],
];

/**
 * Judges each pending upsert: free, waiting for something that goes on by itself, or held until someone acts; with the reason.
 * `settled`: nothing has happened since the last time but that uploads of this type were settled. What is free stays so then (freezing looks for an earlier
 * version itself), and only those are judged that wait for such an upload: a large type goes out in many files, and each one is settled.
 */
export function judgeHolds(db: Db, rules: HoldRules, settled: number | null = null): void {
  for (const type of settled === null ? [0, 1, 2, 3, 4, 5] : (TOUCHED_BY[settled] ?? [])) {
    const present = db.get(
      `SELECT 1 FROM versions WHERE state = ${PENDING} AND type = ? AND kind = ${UPSERT} LIMIT 1`,
      type,
    );
    if (present !== undefined) judgeType(db, type, rules, settled !== null);
  }
}

function judgeType(db: Db, type: number, rules: HoldRules, onlyWaiting: boolean): void {
  const account = type === CONTACT || type === DEAL;
  const deal = type === DEAL;
  const cases = [
    // A newer version is reason enough to try the older one once more: it would wait behind it for ever.
    `WHEN p.hold_reason = 'counters-differ' AND NOT EXISTS (SELECT 1 FROM versions n WHERE n.object_no = p.object_no AND n.no > p.no) THEN 'counters-differ'`,
    ...(rules.stopped.includes(type) ? [`WHEN 1 THEN 'type-stopped'`] : []),
    `WHEN EXISTS (SELECT 1 FROM versions e WHERE e.object_no = p.object_no AND e.no < p.no
       AND (e.state = ${IN_FLIGHT} OR (e.state = ${PENDING} AND (e.hold <> ${HELD} OR e.kind <> ${UPSERT})))) THEN 'earlier-version'`,
    ...(type === USER ? [`WHEN me.in_gong_at IS NOT NULL THEN 'replace-first'`] : []),
    ...(account
      ? [
          `WHEN ${ACCOUNT_REF} IS NULL THEN NULL`,
          `WHEN a.no IS NULL THEN 'account-missing'`,
          `WHEN av.kind = ${DELETE} AND a.in_gong_at IS NULL THEN 'account-deleted'`,
          `WHEN a.in_gong_at IS NULL AND av.state = ${REJECTED} THEN 'account-rejected'`,
          `WHEN a.in_gong_at IS NULL AND av.hold = ${HELD} THEN 'account-held'`,
          `WHEN a.in_gong_at IS NULL THEN 'account-pending'`,
          `WHEN a.in_gong_at > ?2 THEN 'account-settling'`,
        ]
      : []),
  ];
  // The account's cases end the CASE for a record without one, so the deal's further needs stand in a CASE of their own.
  const accountCase = `CASE ${cases.join(' ')} END`;
  const dealCase = `CASE
    WHEN ${STAGE_REF} IS NOT NULL AND s.no IS NULL THEN 'stage-missing'
    WHEN ${STAGE_REF} IS NOT NULL AND s.in_gong_at IS NULL AND sv.state = ${REJECTED} THEN 'stage-rejected'
    WHEN ${STAGE_REF} IS NOT NULL AND s.in_gong_at IS NULL AND sv.hold = ${HELD} THEN 'stage-held'
    WHEN ${STAGE_REF} IS NOT NULL AND s.in_gong_at IS NULL THEN 'stage-pending'
    WHEN ${OWNER_REF} IS NOT NULL AND o.no IS NOT NULL AND o.in_gong_at IS NULL AND ov.state IN (${PENDING}, ${IN_FLIGHT}) AND ov.kind = ${UPSERT}
      AND p.received_at > ?3 THEN 'owner-pending' END`;
  db.run(
    `WITH judged AS MATERIALIZED (
       SELECT p.no AS no, ${deal ? `COALESCE(${accountCase}, ${dealCase})` : accountCase} AS reason
       FROM versions p JOIN objects me ON me.no = p.object_no
       ${account ? `LEFT JOIN objects a ON a.type = ${ACCOUNT} AND a.object_id = ${ACCOUNT_REF} LEFT JOIN versions av ON av.no = a.newest` : ''}
       ${
         deal
           ? `LEFT JOIN objects s ON s.type = ${STAGE} AND s.object_id = ${STAGE_REF} LEFT JOIN versions sv ON sv.no = s.newest
              LEFT JOIN objects o ON o.type = ${USER} AND o.object_id = ${OWNER_REF} LEFT JOIN versions ov ON ov.no = o.newest`
           : ''
       }
       WHERE p.state = ${PENDING} AND p.type = ?1 AND p.kind = ${UPSERT} ${onlyWaiting ? `AND p.hold IN (${WAITS}, ${HELD})` : ''} AND (?2 >= 0 OR 1) AND (?3 >= 0 OR 1))
     UPDATE versions SET hold_reason = judged.reason,
       hold = CASE WHEN judged.reason IS NULL THEN ${FREE} WHEN judged.reason IN (${HELD_SQL_LIST}) THEN ${HELD} ELSE ${WAITS} END
     FROM judged WHERE versions.no = judged.no AND versions.hold_reason IS NOT judged.reason`,
    type,
    rules.now - rules.accountSettleMs,
    rules.now - OWNER_WAIT_MS,
  );
  passOver(db, type, rules.now);
}

/**
 * A version that is held until someone acts (its account may never come) does not keep its object back: once a newer one can go, it is left out. There are two
 * at a time where a deal's steps are kept, and where a file came back to be sent again after the newer version had been read.
 */
function passOver(db: Db, type: number, now: number): void {
  db.run(
    `UPDATE versions SET state = ${SUPERSEDED}, settled_at = ?, hold = 0, hold_reason = NULL
     WHERE state = ${PENDING} AND type = ? AND kind = ${UPSERT} AND hold = ${HELD} AND EXISTS (
       SELECT 1 FROM versions n WHERE n.object_no = versions.object_no AND n.no > versions.no AND n.state = ${PENDING} AND n.kind = ${UPSERT} AND n.hold = ${FREE})`,
    now,
    type,
  );
}

/** When the next waiting record is freed by the clock alone, in ms; null when none waits for the clock. */
export function nextRelease(db: Db, rules: HoldRules): number | null {
  const settling = db.get<{ at: number | null }>(
    `SELECT MIN(a.in_gong_at) AS at FROM versions p JOIN objects a ON a.type = ${ACCOUNT} AND a.object_id = ${ACCOUNT_REF}
     WHERE p.state = ${PENDING} AND p.kind = ${UPSERT} AND p.type IN (${CONTACT}, ${DEAL}) AND p.hold = ${WAITS} AND p.hold_reason = 'account-settling'`,
  )?.at;
  const owner = db.get<{ at: number | null }>(
    `SELECT MIN(received_at) AS at FROM versions WHERE state = ${PENDING} AND kind = ${UPSERT} AND type = ${DEAL} AND hold = ${WAITS}
       AND hold_reason = 'owner-pending'`,
  )?.at;
  const times = [
    settling == null ? null : settling + rules.accountSettleMs,
    owner == null ? null : owner + OWNER_WAIT_MS,
  ].filter((at) => at !== null);
  return times.length === 0 ? null : Math.max(rules.now, Math.min(...times));
}
