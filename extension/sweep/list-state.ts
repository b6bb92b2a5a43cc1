import type { PageReading } from '../../shared/profile/raw.ts';
import { type BridgeDatabase, readFact, writeFact } from '../store/database.ts';
import type { ListState, PageRow } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';
import { stateRow } from './frontier.ts';
import type { View } from './view.ts';

/**
 * Lists whose page, sort and filter the CRM's session remembers are left as the rep has them: before such a list is read, a plain visit shows
 * its state; once no page of it is left to read, the state is put back. Both are requests that the profile describes.
 */
export async function planListStates(db: BridgeDatabase, rules: CrmRules): Promise<void> {
  if (rules.rememberingLists.length === 0) return;
  await db.transaction('rw', db.pages, db.facts, db.sweeps, async () => {
    const view = await readFact(db, 'view');
    if (view?.open !== true) return;
    for (const page of rules.rememberingLists) {
      const state = await listState(db, view, page);
      const open = await isBeingRead(db, page);
      if (state === null && open) await putRow(db, rules, page, null);
      else if (state?.disturbed && !open && state.values !== null) await putRow(db, rules, page, state);
    }
  });
}

/** What is known of the list in this view's session; null = it has to be looked up before the list is read. */
export async function listState(
  db: BridgeDatabase,
  view: Pick<View, 'viewId'>,
  page: string,
): Promise<ListState | null> {
  const state = (await readFact(db, 'listStates'))?.[page];
  return state?.viewId === view.viewId ? state : null;
}

/** A page of such a list is about to be requested: from now on the session holds our state instead of the rep's. */
export async function noteDisturbed(db: BridgeDatabase, page: string): Promise<void> {
  const states = (await readFact(db, 'listStates')) ?? {};
  const state = states[page];
  if (state && !state.disturbed) {
    await writeFact(db, 'listStates', { ...states, [page]: { ...state, disturbed: true } });
  }
}

/** The plain visit has shown the rep's state, or (`values` null) not: then there is nothing to put back. */
export async function noteShown(db: BridgeDatabase, page: string, reading: PageReading | null): Promise<void> {
  const view = await readFact(db, 'view');
  if (view === undefined) return;
  const values = reading?.remembered ?? null;
  await putState(db, page, { viewId: view.viewId, values, disturbed: false });
}

/** The rep's state is back. */
export async function notePutBack(db: BridgeDatabase, page: string): Promise<void> {
  const states = (await readFact(db, 'listStates')) ?? {};
  const state = states[page];
  if (state) await putState(db, page, { ...state, disturbed: false });
}

/**
 * The rep has opened the list. While the session holds the rep's own state the page shows it; while it holds ours, only what the rep's address
 * says for itself is the rep's.
 */
export async function noteSeen(
  db: BridgeDatabase,
  view: Pick<View, 'viewId'>,
  reading: PageReading,
  url: string,
): Promise<void> {
  const { remembered, page } = reading;
  if (remembered === undefined) return;
  const known = await listState(db, view, page);
  const said = new URL(url).searchParams;
  const own = Object.entries(remembered).filter(([name]) => known?.disturbed !== true || said.has(name));
  const values = { ...(known?.disturbed ? known.values : null), ...Object.fromEntries(own) };
  await putState(db, page, { viewId: view.viewId, values, disturbed: known?.disturbed ?? false });
}

async function putState(db: BridgeDatabase, page: string, state: ListState): Promise<void> {
  await writeFact(db, 'listStates', { ...(await readFact(db, 'listStates')), [page]: state });
}

/** Whether any sweep has a page of the list still to read. */
async function isBeingRead(db: BridgeDatabase, page: string): Promise<boolean> {
  for (const { sweepId } of await db.sweeps.where('active').equals(1).toArray()) {
    const left = await db.pages
      .where('pageId')
      .startsWith(`${sweepId}|list|${page}|`)
      .filter(({ state }) => state === 'todo' || state === 'leased')
      .count();
    if (left > 0) return true;
  }
  return false;
}

async function putRow(db: BridgeDatabase, rules: CrmRules, page: string, back: ListState | null): Promise<void> {
  const purpose = back === null ? 'state' : 'restore';
  const planned = rules.listVisit(page, back?.values ?? null);
  if (planned === null || !rules.isAllowed(planned.request)) return;
  const row: PageRow = stateRow(purpose, planned);
  const known = await db.pages.get(row.pageId);
  if (known?.state === 'leased') return;
  await db.pages.put(known ? { ...known, planned } : row);
}
