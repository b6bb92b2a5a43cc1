import type { Db } from './db.ts';

export interface Session {
  readonly session_id: string;
  readonly actor: string;
  readonly started_at: number;
  readonly seen_at: number;
  readonly expires_at: number;
}

/** Stores a session of the console; those that are over go. Times in ms. */
export function insertSession(
  db: Db,
  session: { readonly sessionId: string; readonly actor: string; readonly expiresAt: number },
  now: number,
): void {
  db.run('DELETE FROM sessions WHERE expires_at <= ?', now);
  db.run(
    'INSERT INTO sessions (session_id, actor, started_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?)',
    session.sessionId,
    session.actor,
    now,
    now,
    session.expiresAt,
  );
}

/** A session that is neither over nor idle for longer than `idleMs`; noted as seen, at most once a minute. */
export function liveSession(db: Db, sessionId: string, idleMs: number, now: number): Session | null {
  const found = db.get<Session>('SELECT * FROM sessions WHERE session_id = ?', sessionId);
  if (found === undefined || found.expires_at <= now || found.seen_at + idleMs <= now) return null;
  if (now - found.seen_at > 60_000) db.run('UPDATE sessions SET seen_at = ? WHERE session_id = ?', now, sessionId);
  return found;
}

export function endSession(db: Db, sessionId: string): void {
  db.run('DELETE FROM sessions WHERE session_id = ?', sessionId);
}
