import { perType } from '../../shared/objects/object-type.ts';
import { agreedAt } from './consent.ts';
import { countRecords } from './counted-records.ts';
import { currentSettings } from './current-settings.ts';
import type { BridgeDatabase } from './database.ts';
import { readFact } from './database.ts';
import type { Overview, TypeOverview } from './overview.ts';
import type { Millis, PaceState, SweepRow } from './rows.ts';
import type { SyncState, Trouble } from './sync-result.ts';
import { queuedIn, type Unheard, unheardOf } from './unheard.ts';

/** What the overview shows and others know better than the store's tables. */
export interface OverviewFacts {
  readonly now: Millis;
  readonly trouble: Trouble | null;
  readonly sync: SyncState | null;
  readonly managedAddress: string | null;
  readonly managedCode: boolean;
  readonly profile: Overview['profile'];
}

/** Everything that popup and options show. Counts come from indexes: no record is read. */
export async function readOverview(db: BridgeDatabase, facts: OverviewFacts): Promise<Overview> {
  const [device, view, status, settings, policy, paused, missing] = await Promise.all([
    readFact(db, 'device'),
    readFact(db, 'view'),
    readFact(db, 'status'),
    currentSettings(db),
    readFact(db, 'policy'),
    readFact(db, 'paused'),
    readFact(db, 'missingOrigins'),
  ]);
  const agreed = await agreedAt(db);
  const sweeps = view ? await db.sweeps.where('viewId').equals(view.viewId).toArray() : [];
  const running = sweeps.filter((sweep) => sweep.active === 1);
  const outbox = await queuedIn(db);
  const unheard = await unheardOf(db, running, outbox);
  const away = await readFact(db, 'elsewhere');
  const types = perType((): TypeOverview => EMPTY);
  for (const type of Object.keys(types) as (keyof typeof types)[]) {
    const own = sweeps
      .filter((sweep) => sweep.objectType === type)
      .toSorted((one, other) => one.startedAt - other.startedAt);
    const inCrm = view ? await countRecords(db, view.viewId, type) : 0;
    const elsewhere = away?.types.includes(type) && away.until > facts.now ? { elsewhere: true as const } : {};
    types[type] = { ...typeOverview(own, inCrm), ...statusOf(status?.types?.[type], unheard[type]), ...elsewhere };
  }
  const captures = (await readFact(db, 'captures')) ?? [];
  const newest = facts.sync === null ? undefined : await db.syncs.get(facts.sync.syncId);
  return {
    now: new Date(facts.now).toISOString(),
    connection: device
      ? {
          state: 'enrolled',
          workerOrigin: device.workerOrigin,
          companyName: device.companyName,
          deviceId: device.deviceId,
          enrolledAt: new Date(device.enrolledAt).toISOString(),
          agreedAt: agreed === null ? null : new Date(agreed).toISOString(),
        }
      : { state: 'not-enrolled', managedAddress: facts.managedAddress, managedCode: facts.managedCode },
    profile: facts.profile,
    missingOrigins: missing ?? [],
    crmUser: view?.crmUser ?? null,
    paused: paused ?? false,
    trouble: facts.trouble,
    sync: facts.sync,
    types,
    progress: progressOf(running, facts.now, await readFact(db, 'pace'), facts.trouble),
    uploads: newest?.status?.uploads ?? status?.uploads ?? [],
    rejected: status?.rejected ?? [],
    held: status?.held ?? [],
    outbox: { batches: outbox.batches, readings: outbox.readings },
    confirmedUpTo: status?.confirmedUpTo ?? null,
    captures: captures.map(({ at, url, objects }) => ({ at: new Date(at).toISOString(), url, objects })),
    settings,
    policy: policy
      ? {
          keys: Object.keys(policy.settings),
          problems: policy.problems,
          readAt: new Date(policy.readAt).toISOString(),
          supportText: policy.settings.supportText ?? null,
        }
      : null,
  };
}

const EMPTY: TypeOverview = {
  inCrm: 0,
  read: 0,
  new: 0,
  changed: 0,
  unchanged: 0,
  problems: 0,
  waiting: 0,
  confirmed: 0,
  rejected: 0,
  held: 0,
  pagesDone: 0,
  pagesToDo: 0,
  pagesToDoKnown: false,
  lastSweepAt: null,
  lastFullSweepAt: null,
  sweeping: false,
};

function typeOverview(sweeps: readonly SweepRow[], inCrm: number): TypeOverview {
  const newest = sweeps.at(-1);
  if (newest === undefined) return { ...EMPTY, inCrm };
  const finished = (full: boolean) => {
    const done = sweeps.findLast(
      (sweep) => sweep.state === 'done' && sweep.complete && (!full || sweep.kind === 'full'),
    );
    return done?.finishedAt ? new Date(done.finishedAt).toISOString() : null;
  };
  return {
    ...EMPTY,
    inCrm,
    read: newest.read,
    new: newest.new,
    changed: newest.changed,
    unchanged: newest.unchanged,
    problems: newest.withProblems,
    pagesDone: newest.pagesDone,
    pagesToDo: Math.max(0, newest.pagesPlanned - newest.pagesDone),
    pagesToDoKnown: newest.listsOpen === 0,
    lastSweepAt: finished(false),
    lastFullSweepAt: finished(true),
    sweeping: newest.active === 1,
  };
}

type Counts = Pick<TypeOverview, 'waiting' | 'confirmed' | 'rejected' | 'held'>;

/** What the Worker last said, and on top of it what this browser has read and sent since. */
function statusOf(status: Partial<Counts> | undefined, unheard: Unheard): Counts {
  const { waiting = 0, confirmed = 0, rejected = 0, held = 0 } = status ?? {};
  return {
    waiting: waiting + unheard.waiting,
    confirmed: Math.max(0, confirmed - unheard.confirmed),
    rejected: Math.max(0, rejected - unheard.rejected),
    held,
  };
}

/** The speed is that of the pages read last, pauses left out; the time left is known once every list has been walked to its end. */
function progressOf(
  running: readonly SweepRow[],
  now: Millis,
  pace: PaceState | undefined,
  trouble: Trouble | null,
): Overview['progress'] {
  const pagesDone = running.reduce((sum, sweep) => sum + sweep.pagesDone, 0);
  const pagesToDo = running.reduce((sum, sweep) => sum + Math.max(0, sweep.pagesPlanned - sweep.pagesDone), 0);
  const intervalMs = running.length > 0 ? pace?.intervalMs : undefined;
  const known =
    intervalMs !== undefined && trouble?.needsPerson !== true && running.every(({ listsOpen }) => listsOpen <= 0);
  const pauseMs = Math.max(0, trouble?.until ? Date.parse(trouble.until) - now : 0, (pace?.notBefore ?? 0) - now);
  return {
    pagesDone,
    pagesToDo,
    pagesPerMinute: intervalMs === undefined ? 0 : 60_000 / Math.max(1, intervalMs),
    secondsLeft: known ? Math.ceil((pagesToDo * intervalMs + pauseMs) / 1000) : null,
  };
}
