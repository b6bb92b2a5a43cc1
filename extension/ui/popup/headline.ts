import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import type { Overview } from '../../store/overview.ts';
import type { SyncState, Trouble } from '../../store/sync-result.ts';

/** What the popup says first. Which of these holds is decided here; how it is worded, in `status-card.tsx`. */
export type Headline =
  | { readonly state: 'connect' | 'agree' }
  | { readonly state: 'trouble' | 'rests'; readonly trouble: Trouble }
  | { readonly state: 'allow'; readonly origins: readonly string[] }
  | { readonly state: 'paused' }
  | { readonly state: 'reading' | 'sending' | 'processing'; readonly trouble: Trouble | null }
  | { readonly state: 'fix'; readonly records: number }
  | { readonly state: 'on-its-way'; readonly records: number; readonly held: number }
  | { readonly state: 'up-to-date'; readonly since: string; readonly nothingNew: boolean }
  | { readonly state: 'never' };

/** Nothing is wrong and nobody has to do anything: reading pauses, or another browser reads. */
export const RESTS: ReadonlySet<string> = new Set([
  'crm-rep-away',
  'crm-quiet-hours',
  'crm-day-spent',
  'crm-company-spent',
  'sweep-elsewhere',
]);

/** The one thing to say: first what only a person can undo, then what is under way, then what is left, then that all is well. */
export function headlineOf(overview: Overview): Headline {
  const { connection, sync } = overview;
  if (connection.state === 'not-enrolled') return { state: 'connect' };
  if (connection.agreedAt === null) return { state: 'agree' };
  const trouble = overview.trouble ?? (sync?.finishedAt === null ? sync.trouble : null);
  if (trouble?.needsPerson) return { state: 'trouble', trouble };
  if (overview.missingOrigins.length > 0) return { state: 'allow', origins: overview.missingOrigins };
  if (overview.paused) return { state: 'paused' };
  if (sync !== null && sync.phase !== 'finished') return { state: sync.phase, trouble };
  if (trouble !== null) return { state: RESTS.has(trouble.code) ? 'rests' : 'trouble', trouble };
  return settled(overview);
}

function settled(overview: Overview): Headline {
  const { sync, rejected, confirmedUpTo } = overview;
  const rejections = Math.max(rejected.length, total(overview, 'rejected'));
  if (rejections > 0) return { state: 'fix', records: rejections };
  const waiting = Math.max(total(overview, 'waiting'), overview.outbox.readings);
  if (waiting > 0) return { state: 'on-its-way', records: waiting, held: total(overview, 'held') };
  const synced = sync?.finishedAt ?? confirmedUpTo;
  if (synced === null) return { state: 'never' };
  const swept = sweptSince(overview);
  return swept !== null && swept > synced
    ? { state: 'up-to-date', since: swept, nothingNew: false }
    : { state: 'up-to-date', since: synced, nothingNew: broughtNothing(sync) };
}

/** Since when every type of the profile has been swept: sweeps by the clock belong to no sync. Null while one was not. */
function sweptSince({ profile, types }: Overview): string | null {
  const ends = (profile?.types ?? []).map((type) => types[type].lastSweepAt);
  return ends.includes(null) ? null : (ends.toSorted()[0] ?? null);
}

/** Whether everything that the sync read was confirmed already. */
function broughtNothing(sync: SyncState | null): boolean {
  if (sync === null || sync.result.uploads.length > 0) return false;
  return OBJECT_TYPES.every((type) => sync.result.confirmed[type] === 0 && sync.result.deleted[type] === 0);
}

function total(overview: Overview, count: 'waiting' | 'rejected' | 'held'): number {
  return OBJECT_TYPES.reduce((sum, type) => sum + overview.types[type][count], 0);
}
