import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { BridgeDatabase } from '../store/database.ts';
import type { SweepRow } from '../store/rows.ts';
import type { CrmRules } from './crm-rules.ts';

/** White space is folded, letters are not: two people may differ by a capital. */
export function aliasKey(viewId: string, type: ObjectType, text: string): string {
  return `${viewId}|${type}|${text.replaceAll(/\s+/g, ' ').trim()}`;
}

const READ_STATES = new Set<SweepRow['state']>(['reporting', 'verifying', 'done']);

/** Whether a sweep has read every record of its type, so that no second one of the same name can be unknown. */
function hasReadAll(sweep: SweepRow, rules: CrmRules): boolean {
  return (
    sweep.kind === 'full' && sweep.complete && READ_STATES.has(sweep.state) && sweep.profileVersion === rules.version
  );
}

/** Types whose names this view knows in full. `justRead`: a sweep whose records have all been made, though its state does not say so yet. */
export async function typesRead(
  db: BridgeDatabase,
  rules: CrmRules,
  viewId: string,
  justRead?: SweepRow,
): Promise<ReadonlySet<ObjectType>> {
  const sweeps = await db.sweeps.where('viewId').equals(viewId).toArray();
  const read = sweeps.map((sweep) =>
    sweep.sweepId === justRead?.sweepId ? { ...sweep, state: 'reporting' as const } : sweep,
  );
  return new Set(read.filter((sweep) => hasReadAll(sweep, rules)).map(({ objectType }) => objectType));
}

/** Sweeps whose records are still there for all that is known: of each type the newest, and all since it was last read in full. */
export async function currentSweeps(db: BridgeDatabase, rules: CrmRules, viewId: string): Promise<ReadonlySet<string>> {
  const sweeps = await db.sweeps.where('viewId').equals(viewId).toArray();
  const ids = rules.types.flatMap((type) => {
    const own = sweeps
      .filter(({ objectType }) => objectType === type)
      .toSorted((one, other) => other.startedAt - one.startedAt);
    const whole = own.findIndex((sweep) => hasReadAll(sweep, rules));
    return own.slice(0, Math.max(0, whole) + 1).map(({ sweepId }) => sweepId);
  });
  return new Set(ids);
}
