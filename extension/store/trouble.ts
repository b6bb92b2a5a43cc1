import type { Explained } from '../../shared/errors/coded-error.ts';
import type { BridgeDatabase } from './database.ts';
import { dropFact, readFact, writeFact } from './database.ts';
import type { Facts, Millis } from './rows.ts';
import type { Trouble } from './sync-result.ts';

export type TroubleSource = Extract<keyof Facts, `trouble-${string}`>;

/** In the order in which they are said: what a person must do first comes first. */
export const TROUBLE_SOURCES: readonly TroubleSource[] = [
  'trouble-store',
  'trouble-worker',
  'trouble-profile',
  'trouble-permission',
  'trouble-crm',
  'trouble-gong',
  'trouble-health',
  'trouble-team',
];

/** Notes what work waits for. The same trouble keeps the moment at which it began. */
export async function noteTrouble(
  db: BridgeDatabase,
  source: TroubleSource,
  error: Explained,
  facts: {
    readonly now: Millis;
    readonly needsPerson: boolean;
    readonly until?: Millis | null;
    readonly origins?: readonly string[];
  },
): Promise<void> {
  const known = await readFact(db, source);
  const { code, what, why, next } = error;
  await writeFact(db, source, {
    code,
    what,
    why,
    next,
    needsPerson: facts.needsPerson,
    since: known?.code === code ? known.since : new Date(facts.now).toISOString(),
    until: facts.until ? new Date(facts.until).toISOString() : null,
    ...(facts.origins ? { origins: facts.origins } : {}),
  });
}

export async function clearTrouble(db: BridgeDatabase, ...sources: TroubleSource[]): Promise<void> {
  await dropFact(db, ...sources);
}

/** The one thing to say first. */
export async function firstTrouble(db: BridgeDatabase): Promise<Trouble | null> {
  const rows = await db.facts.bulkGet([...TROUBLE_SOURCES]);
  const found = rows.flatMap((row) => (row ? [row.value as Trouble] : []));
  return found.find((trouble) => trouble.needsPerson) ?? found[0] ?? null;
}
