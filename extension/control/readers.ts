import type { BridgeDatabase } from '../store/database.ts';
import { dropFact, readFact, writeFact } from '../store/database.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { prefetchFor } from '../sweep/lease.ts';
import type { Browser } from './browser.ts';

/** Loops that a reader runs: more than it fetches at a time, so that some can be answered while the others fetch. */
export function loopsFor(rules: CrmRules): number {
  return rules.pace.concurrency + Math.max(1, prefetchFor(rules.pace));
}

/**
 * Gets readers to work: those in open tabs of the CRM are woken, tabs that do not answer get one. With no tab open one is
 * opened in the background where `mayOpen` allows it. False when nobody can read now.
 */
export async function wakeReaders(
  db: BridgeDatabase,
  browser: Browser,
  rules: CrmRules,
  mayOpen: boolean,
): Promise<boolean> {
  const message = {
    channel: 'background',
    name: 'wake',
    loops: loopsFor(rules),
    profileVersion: rules.version,
  } as const;
  const tabs = await browser.tabsOf(rules.origins);
  const awake = await Promise.all(
    tabs.map(async (tabId) => (await browser.wake(tabId, message)) || (await browser.inject(tabId))),
  );
  if (awake.includes(true)) return true;
  if (tabs.length > 0 || !mayOpen) return false;
  const own = await readFact(db, 'ownTab');
  // It was opened a moment ago and is still on its way to the CRM.
  if (own && (await browser.isOpen(own.tabId))) return true;
  const tabId = await browser.openTab(rules.startUrl);
  if (tabId === null) return false;
  await writeFact(db, 'ownTab', { tabId });
  return true;
}

/** Closes the tab that was opened for reading, unless the rep looks at it. */
export async function closeOwnTab(db: BridgeDatabase, browser: Browser): Promise<void> {
  const own = await readFact(db, 'ownTab');
  if (own === undefined) return;
  await dropFact(db, 'ownTab');
  await browser.closeUnseen(own.tabId);
}
