import type { Db } from './db.ts';
import { iso } from './status.ts';

/** Who acts: `console`, or `api` with the bearer token; the name is Cloudflare Access’s where it stands in front. */
export interface Actor {
  readonly name: string;
  readonly way: 'console' | 'api';
}

export interface AuditEntry {
  readonly at: string;
  readonly actor: string;
  readonly way: string;
  readonly action: string;
  readonly subject: string | null;
}

/** Notes what an administrator has done. `subject`: ids only, never values or secrets. */
export function noteAction(db: Db, actor: Actor, action: string, subject: string | null, now: number): void {
  db.run(
    'INSERT INTO audit (at, actor, way, action, subject) VALUES (?, ?, ?, ?, ?)',
    now,
    actor.name.slice(0, 200),
    actor.way,
    action,
    subject === null ? null : subject.slice(0, 300),
  );
}

/** The newest entries first. */
export function listActions(db: Db, limit: number): AuditEntry[] {
  return db
    .all<{ at: number; actor: string; way: string; action: string; subject: string | null }>(
      'SELECT at, actor, way, action, subject FROM audit ORDER BY no DESC LIMIT ?',
      limit,
    )
    .map((row) => ({ ...row, at: iso(row.at) }));
}
