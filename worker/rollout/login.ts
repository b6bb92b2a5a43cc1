import type { Db } from '../ledger/db.ts';
import { type NoLogin, type Rollout, readNoLogins, readPageHealth, writeNoLogin } from '../ledger/rollouts-table.ts';

/** So many times in a row, at as many visits of a person to the CRM, are no session that has just ended. */
const OFTEN = 3;
/** Browsers that must all say “signed out” before the profile is blamed and not the person. */
const AGREEING = 2;

/**
 * Notes whether a browser can prove its login under the version that is being rolled out, and says what is wrong with the version where that is the cause; null
 * while it may be the person. A page without any sign, where the same browser read pages under the version before, is the version's fault: who is signed
 * out sees a login page. Signs of being signed out count once two browsers see nothing else.
 */
export function judgeLogin(db: Db, rollout: Rollout, deviceNo: number, noLogin: NoLogin | undefined): string | null {
  const often = noLogin !== undefined && noLogin.unproven + noLogin.signedOut >= OFTEN;
  writeNoLogin(db, rollout.no, deviceNo, often ? noLogin : null);
  if (!often) return null;
  const before = new Set(readPageHealth(db, rollout.before).map((page) => page.deviceNo));
  if (noLogin.unproven >= OFTEN && before.has(deviceNo))
    return 'A browser finds no proof of login on the CRM’s pages any more, which the version before did find.';
  if (before.size > 0 && signedOutBrowsers(db, rollout) >= AGREEING)
    return 'The first browsers count as signed out on every page of the CRM since they have it.';
  return null;
}

/** How many browsers of the roll-out have not been able to prove their login since they have the new version. */
export function signedOutBrowsers(db: Db, rollout: Pick<Rollout, 'no'>): number {
  return readNoLogins(db, rollout.no).length;
}
