import { type ManagedSettings, readPolicy } from '../settings/managed-settings.ts';
import { type BridgeDatabase, readFact, writeFact } from '../store/database.ts';

/** What the browser has as managed storage; rejects where it has none (Firefox without a policy). */
export type StoredPolicy = () => Promise<Readonly<Record<string, unknown>>>;

/**
 * Looks what policy sets and keeps it: a policy may come late, be malformed or fail to be read, and then what was known holds.
 * @param removed the browser has said that the policy changed, so an empty one is meant.
 */
export async function lookAtPolicy(
  db: BridgeDatabase,
  stored: StoredPolicy,
  now: number,
  removed = false,
): Promise<ManagedSettings> {
  const known = await readFact(db, 'policy');
  const policy = await stored().catch(() => ({}));
  const reading = readPolicy(policy, known?.settings ?? {}, removed);
  const nothing = known === undefined && Object.keys(reading.settings).length + reading.problems.length === 0;
  if (!nothing) await writeFact(db, 'policy', { ...reading, readAt: now });
  return reading.settings;
}
