import type { Db } from './db.ts';

/** Single facts that must survive a restart; each value is JSON. */
export function readSetting<T>(db: Db, name: string): T | null {
  const row = db.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', name);
  return row === undefined ? null : (JSON.parse(row.value) as T);
}

/** Stores a fact; null removes it. */
export function writeSetting(db: Db, name: string, value: unknown): void {
  if (value === null) db.run('DELETE FROM settings WHERE name = ?', name);
  else
    db.run(
      'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      JSON.stringify(value),
    );
}
