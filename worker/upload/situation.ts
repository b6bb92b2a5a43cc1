import { OBJECT_TYPES, SCHEMA_TYPES, type SchemaType } from '../../shared/objects/object-type.ts';
import type { Configuration } from '../configuration.ts';
import type { Db } from '../ledger/db.ts';
import type { HoldRules } from '../ledger/holds.ts';
import { hasWork, isReady, isReplaceReady, waitingTypes } from '../ledger/pending-work.ts';
import { currentFacts } from '../ledger/profiles-table.ts';
import { openUploads, uploadedTypes } from '../ledger/uploads-table.ts';
import { DELETE, UPSERT } from '../ledger/version-state.ts';
import { customFields, type ProfileFacts } from '../profile-facts.ts';
import type { Situation } from './cycle.ts';
import { planSchema } from './schema-plan.ts';
import type { CycleState } from './state.ts';
import type { Trouble } from './trouble.ts';

const CHECK_INTEGRATION_MS = 6 * 3600 * 1000;

export interface SituationDeps {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly state: CycleState;
  readonly now: number;
  readonly trouble: Trouble | null;
}

/** Whether it is time to look if Gong still has the integration: a confirmation is worth nothing once it is gone. */
export function isCheckDue(state: CycleState, now: number): boolean {
  const integration = state.integration.get();
  if (integration === null) return false;
  return state.integrationCheck.get() === true || now - integration.checkedAt > CHECK_INTEGRATION_MS;
}

/** The rules of holding back as they are now. */
export function holdRules({
  configuration,
  state,
  now,
}: Pick<SituationDeps, 'configuration' | 'state' | 'now'>): HoldRules {
  return { now, accountSettleMs: configuration.accountSettleMs, stopped: state.stoppedTypes.get() ?? [] };
}

/** Types whose custom fields in Gong are not what the profile in force says, consent given or not needed. */
function schemasDue(db: Db, state: CycleState): SchemaType[] {
  const stored = currentFacts<ProfileFacts>(db);
  if (stored === null) return [];
  const consent = state.schemaConsent.get() === stored.version;
  return SCHEMA_TYPES.filter((type) => {
    const wanted = customFields(stored.facts, type);
    const known = state.schema(type).get();
    if (known === null) return wanted.length > 0;
    return planSchema(type, wanted, known, consent).send !== null;
  });
}

/** Looks at the ledger: everything that the decision on the next step needs. */
export function situationOf(deps: SituationDeps): Situation {
  const { db, state, now, trouble } = deps;
  const cycle = state.cycle.get();
  const cut = cycle?.cut ?? 0;
  const integration = state.integration.get();
  const running = cycle !== null;
  const check = isCheckDue(state, now);
  return {
    now,
    stopped: trouble?.kind === 'stop' ? { probeAt: trouble.until } : null,
    backOffUntil: trouble?.kind === 'wait' ? trouble.until : null,
    cycle,
    cycleDueAt: state.cycleDueAt.get(),
    hasWork:
      !running &&
      (hasWork(db, Number.MAX_SAFE_INTEGER) ||
        (integration !== null && state.cycleDueAt.get() !== null && (check || schemasDue(db, state).length > 0))),
    deletionAt: state.deletion.get()?.nextAt ?? null,
    integrationKnown: integration !== null,
    registrationWanted: state.registrationWanted.get() === true,
    integrationCheckDue: running && check,
    schemasDue: running && integration !== null ? schemasDue(db, state) : [],
    open: openUploads(db).flatMap((upload) =>
      upload.state === 'frozen' || upload.state === 'unsure' || upload.state === 'accepted'
        ? [{ no: upload.no, type: upload.type, purpose: upload.purpose, state: upload.state, nextAt: upload.next_at }]
        : [],
    ),
    readyUpserts: OBJECT_TYPES.map((_, type) => running && isReady(db, type, UPSERT, cut)),
    readyDeletes: OBJECT_TYPES.map((_, type) => running && isReady(db, type, DELETE, cut)),
    replaceReady: running && isReplaceReady(db, cut),
    waiting: running ? waitingTypes(db, cut) : [],
    uploaded: running && integration !== null ? uploadedTypes(db, integration.integrationId) : [],
    releaseAt: running ? state.releaseAt.get() : null,
  };
}
