import type { Explained } from '../../shared/errors/coded-error.ts';
import type { BridgeDatabase } from '../store/database.ts';
import { readFact, writeFact } from '../store/database.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import type { WorkerLink } from './worker-link.ts';

/** Checks whether a profile can be used in this browser. */
export type ProfileCheck = (
  profile: unknown,
) => Promise<{ readonly ok: true } | { readonly ok: false; readonly error: Explained }>;

/**
 * Fetches the profile in force. A profile that cannot be used, or none, is a trouble; the one known before stays in force
 * while the Worker is only out of reach. True when there is a profile to work with.
 */
export async function fetchProfile(
  db: BridgeDatabase,
  link: WorkerLink,
  check: ProfileCheck,
  now: number,
): Promise<boolean> {
  const known = await readFact(db, 'profile');
  const reply = await link.call((client) => client.profile(known?.version ?? null));
  if (reply === null) return false;
  if (!reply.ok) {
    if (reply.error.code === 'no-profile') {
      await noteTrouble(db, 'trouble-profile', reply.error, { now, needsPerson: true });
    }
    return known !== undefined;
  }
  const { version, profile } = reply.value;
  if (known !== undefined && version === known.version) {
    await writeFact(db, 'profile', { ...known, fetchedAt: now });
    return true;
  }
  const checked = await check(profile);
  if (!checked.ok) {
    // The Worker must not give it to others: what this browser cannot use, others of its version cannot either.
    const refused = `${checked.error.code}: ${checked.error.why}`.slice(0, 2000);
    await link.call((client) => client.health({ profileVersion: version, refused, pages: [] }));
    await noteTrouble(db, 'trouble-profile', checked.error, { now, needsPerson: true });
    return known !== undefined;
  }
  await clearTrouble(db, 'trouble-profile');
  // Another version has other signs of login: who is signed in is looked up again, without waiting for a person.
  if ((await readFact(db, 'trouble-crm'))?.code === 'crm-signed-out') await clearTrouble(db, 'trouble-crm');
  await writeFact(db, 'profile', { version, profile, fetchedAt: now });
  return true;
}
