import type { Db } from './db.ts';
import { isKept } from './kept-objects.ts';
import { touchSyncObject } from './sync-objects.ts';
import {
  CONFIRMED,
  DELETE,
  FREE,
  HELD,
  IN_FLIGHT,
  PENDING,
  SUPERSEDED,
  typeName,
  typeNumber,
  UPSERT,
} from './version-state.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Numbers that decide whether deletions of a type look like an accident. All of one type. */
export interface DeletionFacts {
  /** Objects that are not deleted, those about to be deleted included. */
  readonly live: number;
  /** Deletions of the last 24 hours that nobody approved, sent or confirmed. */
  readonly recent: number;
  /** Deletions that wait and that nobody has approved. */
  readonly asked: number;
}

/** Why the waiting deletions of a type must be approved by IT, or null when they may go (design: deletion). */
export function massDeletion({
  live,
  recent,
  asked,
}: DeletionFacts): 'deletion-many' | 'deletion-half' | 'deletion-last' | null {
  const before = live + recent;
  const all = recent + asked;
  if (asked === 0) return null;
  if (live - asked <= 0) return 'deletion-last';
  if (all > before / 2) return 'deletion-half';
  if (all > 10 && all > before * 0.05) return 'deletion-many';
  return null;
}

/** Writes the version that deletes an object (for a stage: retires it), unless it is there already. What was read before `evidenceAt` does not bring it back. */
export function planDeletion(db: Db, objectNo: number, syncId: string | null, now: number, evidenceAt = now): void {
  const object = db.get<{
    type: number;
    newest: number;
    kind: number;
    state: number;
    content: string;
  }>(
    'SELECT o.type, o.newest, v.kind, v.state, v.content FROM objects o JOIN versions v ON v.no = o.newest WHERE o.no = ?',
    objectNo,
  );
  if (object === undefined || object.kind === DELETE || isKept(db, objectNo, object.newest)) return;
  const stage = typeName(object.type) === 'STAGE';
  const content = JSON.parse(object.content) as Record<string, unknown>;
  if (stage && content['isActive'] === false) return;
  if (object.state === PENDING) {
    db.run(
      `UPDATE versions SET state = ${SUPERSEDED}, settled_at = ?, hold = 0, hold_reason = NULL WHERE no = ?`,
      now,
      object.newest,
    );
  }
  const no = (db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM versions')?.no ?? 0) + 1;
  db.run(
    `INSERT INTO versions (no, object_no, type, kind, retires, content, modified, state, hold, hold_reason, received_at)
     VALUES (?, ?, ?, ?, 1, ?, ?, ${PENDING}, ?, ?, ?)`,
    no,
    objectNo,
    object.type,
    stage ? UPSERT : DELETE,
    stage ? JSON.stringify({ ...content, isActive: false }) : object.content,
    now,
    1,
    'unjudged',
    now,
  );
  db.run('UPDATE objects SET newest = ?, gone_at = ? WHERE no = ?', no, evidenceAt, objectNo);
  if (syncId !== null) touchSyncObject(db, syncId, objectNo);
}

/**
 * Judges the waiting deletions of every type: frees them, or holds them with a reason. `needsPerson` says for which types each one needs approval.
 */
export function judgeDeletions(db: Db, now: number, needsPerson: (type: number) => boolean): void {
  dropNeedless(db, now);
  const types = db.all<{ type: number }>(
    `SELECT DISTINCT type FROM versions WHERE state = ${PENDING} AND type IN (0, 1, 2, 3, 4, 5) AND kind = ${DELETE} ORDER BY type`,
  );
  for (const { type } of types) {
    const live = count(db, `SELECT COUNT(*) AS n FROM objects WHERE type = ? AND in_gong_at IS NOT NULL`, type);
    const recent = count(
      db,
      `SELECT COUNT(*) AS n FROM versions WHERE type = ? AND kind = ${DELETE} AND approved = 0
         AND (state = ${IN_FLIGHT} OR (state = ${CONFIRMED} AND settled_at > ?))`,
      type,
      now - DAY_MS,
    );
    const asked = count(
      db,
      `SELECT COUNT(*) AS n FROM versions WHERE type = ? AND kind = ${DELETE} AND approved = 0 AND state = ${PENDING}`,
      type,
    );
    const mass = needsPerson(type) ? 'deletion-approval' : massDeletion({ live: Math.max(live, asked), recent, asked });
    const owner =
      type === typeNumber('BUSINESS_USER')
        ? `WHEN EXISTS (SELECT 1 FROM versions d JOIN objects x ON x.no = d.object_no AND x.newest = d.no JOIN objects u ON u.no = versions.object_no
             WHERE d.type = ${typeNumber('DEAL')} AND d.kind = ${UPSERT} AND d.content ->> 'ownerId' = u.object_id) THEN 'deletion-owner'`
        : '';
    const earlier = `EXISTS (SELECT 1 FROM versions e WHERE e.object_no = versions.object_no AND e.no < versions.no AND e.state IN (${PENDING}, ${IN_FLIGHT}))`;
    db.run(
      `UPDATE versions SET hold_reason = CASE WHEN ${earlier} THEN 'earlier-version' WHEN approved = 1 THEN NULL ${owner} ELSE ? END
       WHERE state = ${PENDING} AND kind = ${DELETE} AND type = ?`,
      mass,
      type,
    );
    db.run(
      `UPDATE versions SET hold = CASE WHEN hold_reason IS NULL THEN ${FREE} WHEN hold_reason = 'earlier-version' THEN 1 ELSE ${HELD} END
       WHERE state = ${PENDING} AND kind = ${DELETE} AND type = ?`,
      type,
    );
  }
}

/** What was never sent need not be deleted, and what will be deleted need not be sent before. */
function dropNeedless(db: Db, now: number): void {
  // Driven by the few waiting deletions: the other way round every pending version would look for its deletion.
  const waiting = `versions d CROSS JOIN versions e ON e.object_no = d.object_no
    WHERE d.state = ${PENDING} AND d.type IN (0, 1, 2, 3, 4, 5) AND d.kind = ${DELETE}`;
  db.run(
    `UPDATE versions SET state = ${SUPERSEDED}, settled_at = ?, hold = 0, hold_reason = NULL
     WHERE no IN (SELECT e.no FROM ${waiting} AND e.no < d.no AND e.state = ${PENDING} AND e.kind = ${UPSERT})`,
    now,
  );
  db.run(
    `UPDATE versions SET state = ${SUPERSEDED}, settled_at = ?, hold = 0, hold_reason = NULL
     WHERE no IN (SELECT d.no FROM versions d JOIN objects o ON o.no = d.object_no
       WHERE d.state = ${PENDING} AND d.type IN (0, 1, 2, 3, 4, 5) AND d.kind = ${DELETE} AND o.last_sent IS NULL)`,
    now,
  );
}

/** IT's word that a held deletion is meant. Returns how many were approved; without `objectId` all of the type. */
export function approveDeletions(db: Db, type: number, objectId: string | null): number {
  return db.all(
    `UPDATE versions SET approved = 1, hold = 1, hold_reason = 'unjudged' WHERE state = ${PENDING} AND kind = ${DELETE} AND type = ?1 AND approved = 0
       AND (?2 IS NULL OR object_no = (SELECT no FROM objects WHERE type = ?1 AND object_id = ?2)) RETURNING no`,
    type,
    objectId,
  ).length;
}

function count(db: Db, sql: string, ...values: (string | number)[]): number {
  return db.get<{ n: number }>(sql, ...values)?.n ?? 0;
}
