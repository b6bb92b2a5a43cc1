import type { Db } from './db.ts';

/** Something that administrators are told of once when it begins and once when it ends. Times in ms. */
export interface Alarm {
  readonly name: string;
  readonly raised: number;
  readonly since: number;
  readonly text: string;
}

export function listAlarms(db: Db): Alarm[] {
  return db.all<Alarm>('SELECT * FROM alarms ORDER BY raised DESC, since DESC');
}

/** Notes an alarm's state. True when that is a change: the same state again is no news. */
export function changeAlarm(db: Db, name: string, raised: boolean, text: string, now: number): boolean {
  const before = db.get<Alarm>('SELECT * FROM alarms WHERE name = ?', name);
  if (before === undefined && !raised) return false;
  if (before !== undefined && (before.raised === 1) === raised) {
    if (raised && before.text !== text) db.run('UPDATE alarms SET text = ? WHERE name = ?', text, name);
    return false;
  }
  db.run(
    `INSERT INTO alarms (name, raised, since, text) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET raised = excluded.raised, since = excluded.since, text = excluded.text`,
    name,
    raised ? 1 : 0,
    now,
    text,
  );
  return true;
}

/** An alert on its way to the webhook. */
export interface AlertPost {
  readonly no: number;
  readonly event_id: string;
  readonly name: string;
  readonly body: string;
  readonly made_at: number;
  readonly next_at: number;
  readonly tries: number;
  readonly settled_at: number | null;
  readonly outcome: string | null;
}

export function addAlertPost(db: Db, eventId: string, name: string, body: string, now: number): void {
  db.run(
    'INSERT INTO alert_posts (event_id, name, body, made_at, next_at) VALUES (?, ?, ?, ?, ?)',
    eventId,
    name,
    body,
    now,
    now,
  );
}

/** Posts that are due, in the order in which they were made. */
export function duePosts(db: Db, now: number, limit: number): AlertPost[] {
  return db.all<AlertPost>(
    'SELECT * FROM alert_posts WHERE settled_at IS NULL AND next_at <= ? ORDER BY no LIMIT ?',
    now,
    limit,
  );
}

/** When the next post is due; null when none waits. */
export function nextPostAt(db: Db): number | null {
  return (
    db.get<{ at: number | null }>('SELECT MIN(next_at) AS at FROM alert_posts WHERE settled_at IS NULL')?.at ?? null
  );
}

export function listPosts(db: Db, limit: number): AlertPost[] {
  return db.all<AlertPost>('SELECT * FROM alert_posts ORDER BY no DESC LIMIT ?', limit);
}

export function settlePost(db: Db, no: number, outcome: string, now: number): void {
  db.run('UPDATE alert_posts SET settled_at = ?, outcome = ? WHERE no = ?', now, outcome, no);
}

export function delayPost(db: Db, no: number, outcome: string, nextAt: number): void {
  db.run('UPDATE alert_posts SET next_at = ?, outcome = ? WHERE no = ?', nextAt, outcome, no);
}

/** Counts a try before it is made: a process that dies in it waits before it tries again. */
export function beginPost(db: Db, no: number, nextAt: number): void {
  db.run("UPDATE alert_posts SET next_at = ?, outcome = 'on its way', tries = tries + 1 WHERE no = ?", nextAt, no);
}
