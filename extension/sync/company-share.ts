import { explain } from '../../shared/errors/coded-error.ts';
import { type ObjectType, TYPE_WORDS } from '../../shared/objects/object-type.ts';
import { type CompanyPace, GRANT_MS } from '../../shared/profile/company-pace.ts';
import type { LeasesAnswer, LeasesRequest } from '../../shared/protocol/messages.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { Allowance, Millis, SweepRow } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import { allowanceOf, ownShare, runsLow } from '../sweep/allowance.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { anyTodo } from '../sweep/frontier.ts';
import { localDay } from '../sweep/pace.ts';
import { endSweep } from '../sweep/sweeps.ts';
import type { EngineParts } from './engine-parts.ts';

type Asked = LeasesRequest['sweeps'][number];

/** The Worker hears at least so often that a sweep gets on, also while no pages have to be asked for. */
const RENEW_MS = 60_000;
/** Pages asked for at once where nothing bounds them by the minute. */
const MANY_PAGES = 10_000;

/**
 * Which types this browser may sweep now, each with the id of its sweep. Where each viewer sees other records: all. Where everybody sees
 * everything the Worker decides; types that another browser sweeps are noted for people. Null when the Worker cannot be asked now.
 */
export async function askTurns(
  parts: EngineParts,
  rules: CrmRules,
  viewId: string,
  pressed: boolean,
): Promise<ReadonlyMap<ObjectType, string> | null> {
  const { db, newId } = parts;
  if (rules.visibility === 'own') return new Map(rules.types.map((type) => [type, newId()]));
  const active = await db.sweeps.where('active').equals(1).toArray();
  const running = new Map(active.filter((sweep) => sweep.viewId === viewId).map((sweep) => [sweep.objectType, sweep]));
  const asked = rules.types.map((objectType): Asked => {
    const sweep = running.get(objectType);
    const state = sweep ? ('reading' as const) : ('wanted' as const);
    return { objectType, sweepId: sweep?.sweepId ?? newId(), state, pagesDone: sweep?.pagesDone ?? 0, pressed };
  });
  const answer = await ask(parts, rules, viewId, asked, false);
  if (answer === null) return null;
  const granted = asked.filter(({ objectType }) => turnOf(answer, objectType)?.granted);
  await hold(parts, granted);
  await noteElsewhere(parts, answer);
  return new Map(granted.map(({ objectType, sweepId }) => [objectType, sweepId]));
}

/**
 * Keeps this browser's share while it reads: asks for more pages before those granted are used up, tells how the sweeps get on, gives
 * back those that have ended. A sweep that went to another browser meanwhile ends. True when pages may be read that could not be before.
 */
export async function keepShare(parts: EngineParts, rules: CrmRules): Promise<boolean> {
  const { db } = parts;
  await forgetElsewhere(parts);
  const view = await readFact(db, 'view');
  const asked = await turnsToTell(parts, rules);
  return keepPages(parts, rules, asked, view?.viewId ?? null);
}

async function keepPages(
  parts: EngineParts,
  rules: CrmRules,
  asked: readonly Asked[],
  viewId: string | null,
): Promise<boolean> {
  const { db } = parts;
  const now = parts.now();
  const { company } = rules.pace;
  const low = company !== null && (await anyTodo(db)) && runsLow(await readFact(db, 'allowance'), now);
  const due = asked.length > 0 && (low || (await isDue(parts, asked)));
  if (!low && !due) return false;
  if ((await parts.link.notBefore()) > 0) return low && takeOwnShare(parts, company);
  const answer = await ask(parts, rules, viewId, asked, low);
  if (answer === null) return low && takeOwnShare(parts, company);
  await writeFact(db, 'turnsRenewedAt', now);
  await endLost(parts, asked, answer);
  const held = (await readFact(db, 'heldSweeps')) ?? [];
  const ended = new Set(
    asked.filter(({ state }) => state === 'done' || state === 'incomplete').map((one) => one.sweepId),
  );
  if (ended.size > 0)
    await writeFact(
      db,
      'heldSweeps',
      held.filter(({ sweepId }) => !ended.has(sweepId)),
    );
  return low;
}

/** What the Worker has to hear of the sweeps that it has given to this browser. */
async function turnsToTell(parts: EngineParts, rules: CrmRules): Promise<Asked[]> {
  const { db } = parts;
  const held = (await readFact(db, 'heldSweeps')) ?? [];
  if (rules.visibility === 'own' && held.length === 0) return [];
  const rows = await db.sweeps.bulkGet(held.map(({ sweepId }) => sweepId));
  return held.map(({ objectType, sweepId }, index): Asked => {
    const sweep = rows[index];
    const state = sweep === undefined ? 'incomplete' : sweep.active === 1 ? 'reading' : endOf(sweep);
    return { objectType, sweepId, state, pagesDone: sweep?.pagesDone ?? 0, pressed: sweep?.syncId != null };
  });
}

function endOf(sweep: SweepRow): 'done' | 'incomplete' {
  return sweep.state === 'done' && sweep.complete ? 'done' : 'incomplete';
}

/** An end is told at once, progress now and then. */
async function isDue(parts: EngineParts, asked: readonly Asked[]): Promise<boolean> {
  if (asked.some(({ state }) => state === 'done' || state === 'incomplete')) return true;
  const last = (await readFact(parts.db, 'turnsRenewedAt')) ?? 0;
  return Math.abs(parts.now() - last) >= RENEW_MS;
}

/** A sweep whose lease another browser has by now ends where it stands: nothing is concluded from it. One that is read to its end still counts. */
async function endLost(parts: EngineParts, asked: readonly Asked[], answer: LeasesAnswer): Promise<void> {
  const { db } = parts;
  const lost = asked.filter(({ objectType, state }) => state === 'reading' && !turnOf(answer, objectType)?.granted);
  if (lost.length === 0) return;
  await db.transaction('rw', db.sweeps, db.pages, async () => {
    for (const { sweepId } of lost) {
      const sweep = await db.sweeps.get(sweepId);
      if (sweep?.state === 'reading') await endSweep(db, sweep, parts.now());
    }
  });
  const gone = new Set(lost.map(({ sweepId }) => sweepId));
  const held = (await readFact(db, 'heldSweeps')) ?? [];
  await writeFact(
    db,
    'heldSweeps',
    held.filter(({ sweepId }) => !gone.has(sweepId)),
  );
  await noteElsewhere(parts, answer);
}

function turnOf(answer: LeasesAnswer, type: ObjectType): LeasesAnswer['sweeps'][number] | undefined {
  return answer.sweeps.find(({ objectType }) => objectType === type);
}

async function hold(parts: EngineParts, granted: readonly Asked[]): Promise<void> {
  const { db } = parts;
  const types = new Set(granted.map(({ objectType }) => objectType));
  const others = ((await readFact(db, 'heldSweeps')) ?? []).filter(({ objectType }) => !types.has(objectType));
  const own = granted.map(({ objectType, sweepId }) => ({ objectType, sweepId }));
  await writeFact(db, 'heldSweeps', [...others, ...own]);
  await writeFact(db, 'turnsRenewedAt', parts.now());
}

/** For people: which types another browser reads. */
async function noteElsewhere(parts: EngineParts, answer: LeasesAnswer): Promise<void> {
  const { db } = parts;
  const now = parts.now();
  const refused = answer.sweeps.filter(({ reason }) => reason === 'other-browser');
  if (refused.length === 0) return forgetElsewhere(parts, true);
  const types = refused.map(({ objectType }) => objectType);
  const until = now + Math.max(...refused.map(({ forMs }) => forMs));
  await writeFact(db, 'elsewhere', { types, until });
  const words = types.map((type) => TYPE_WORDS[type]).join(', ');
  await noteTrouble(db, 'trouble-team', explain('sweep-elsewhere', { types: words }), { now, needsPerson: false });
}

async function forgetElsewhere(parts: EngineParts, now = false): Promise<void> {
  const { db } = parts;
  const elsewhere = await readFact(db, 'elsewhere');
  if (elsewhere === undefined || (!now && elsewhere.until > parts.now())) return;
  await db.facts.delete('elsewhere');
  await clearTrouble(db, 'trouble-team');
}

/** One call; the pages granted are in the store when it returns. What was left of the grant before goes back with it. */
async function ask(
  parts: EngineParts,
  rules: CrmRules,
  viewId: string | null,
  sweeps: readonly Asked[],
  morePages: boolean,
): Promise<LeasesAnswer | null> {
  const { db } = parts;
  if ((await parts.link.notBefore()) > 0) return null;
  const askedAt = parts.now();
  const grantId = parts.newId();
  const before = morePages ? await laidDown(parts) : undefined;
  const crmUser = viewId === null ? null : ((await db.views.get(viewId))?.crmUser ?? null);
  const reply = await parts.link.call((client) =>
    client.leases({
      view: viewId === null ? null : { viewId, crmUser },
      profileVersion: rules.version,
      sweeps: [...sweeps],
      pages: {
        grantId,
        wanted: morePages ? pagesWanted(rules) : 0,
        returned: before?.grantId == null ? null : { grantId: before.grantId, pages: before.left },
      },
    }),
  );
  if (!reply?.ok) return null;
  if (morePages) {
    const facts = { grantId, askedAt, now: parts.now() };
    await writeFact(db, 'allowance', allowanceOf(before, reply.value.pages, facts));
  }
  return reply.value;
}

/** Takes the grant out of use before what is left of it goes back: no page is counted twice. */
function laidDown({ db }: EngineParts): Promise<Allowance | undefined> {
  return db.transaction('rw', db.facts, async () => {
    const allowance = await readFact(db, 'allowance');
    if (allowance) await writeFact(db, 'allowance', { ...allowance, left: 0 });
    return allowance;
  });
}

function pagesWanted(rules: CrmRules): number {
  const { company, minIntervalMs } = rules.pace;
  if (company?.perMinute == null) return MANY_PAGES;
  return Math.max(5, Math.ceil(GRANT_MS / Math.max(1, minIntervalMs)));
}

/** While the Worker cannot be reached this browser goes on, with no more than its own part of what all may read. */
async function takeOwnShare({ db, now }: EngineParts, company: CompanyPace | null): Promise<boolean> {
  if (company === null) return false;
  const moment: Millis = now();
  await db.transaction('rw', db.facts, async () => {
    const before = await readFact(db, 'allowance');
    await writeFact(db, 'allowance', ownShare(before, company, { now: moment, day: localDay(moment) }));
  });
  return true;
}
