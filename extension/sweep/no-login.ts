import { type BridgeDatabase, dropFact, readFact, writeFact } from '../store/database.ts';

/** How the login was not proven: the page shows no sign at all, or one of being signed out. */
type NoLogin = 'unproven' | 'signedOut';

/**
 * Counts that the login could not be proven under this version of the profile. The Worker is told: where a new version's signs of login are wrong, its
 * browsers are “signed out” everywhere, however often their people come back to the CRM.
 */
export async function countNoLogin(db: BridgeDatabase, version: string, how: NoLogin): Promise<void> {
  const known = await readFact(db, 'noLogin');
  const count = known?.version === version ? known : { version, unproven: 0, signedOut: 0 };
  await writeFact(db, 'noLogin', { ...count, [how]: count[how] + 1 });
}

/** A list page was read: the signs of login are right. */
export async function loginProven(db: BridgeDatabase): Promise<void> {
  if ((await readFact(db, 'noLogin')) !== undefined) await dropFact(db, 'noLogin');
}
