import type { BridgeDatabase } from './database.ts';
import { readFact, writeFact } from './database.ts';
import type { Millis } from './rows.ts';

/** Counts up when what is read or where it goes changes: then everybody is asked anew. */
const WORDING = 1;

/** Keeps that a person has seen what is read and to which Worker it goes, and has agreed. Forgetting everything takes it back. */
export async function keepConsent(db: BridgeDatabase, workerOrigin: string, now: Millis): Promise<void> {
  await writeFact(db, 'consent', { at: now, workerOrigin, wording: WORDING });
}

/** When the person agreed to the Worker that this browser is enrolled at; null = not yet, and nothing may be read. */
export async function agreedAt(db: BridgeDatabase): Promise<Millis | null> {
  const [device, consent] = await Promise.all([readFact(db, 'device'), readFact(db, 'consent')]);
  const holds = consent?.workerOrigin === device?.workerOrigin && consent?.wording === WORDING;
  return consent !== undefined && holds ? consent.at : null;
}
