import { SCHEMA_TYPES, type SchemaType } from '../../shared/objects/object-type.ts';
import { type Failure, failure, type Outcome } from '../gong/answer.ts';
import type { Integration } from '../gong/client.ts';
import { hasWork, retryDeletions, retryInvalid } from '../ledger/pending-work.ts';
import { currentFacts } from '../ledger/profiles-table.ts';
import { customFields, type ProfileFacts } from '../profile-facts.ts';
import { rememberIntegration } from './integration.ts';
import { planSchema } from './schema-plan.ts';
import type { StepContext } from './step-context.ts';

export interface DecisionsDeps {
  readonly context: StepContext;
  readonly noteWork: () => void;
  readonly personActed: () => void;
  /** Until when Gong wants no calls, in ms; null when it has not said so. */
  readonly quietUntil: () => number | null;
}

/** What IT decides, and what IT may ask Gong for; the cycle carries it out. */
export function createDecisions({ context, noteWork, personActed, quietUntil }: DecisionsDeps) {
  const { db, gong, state, world, judge } = context;

  /** IT's own questions keep Gong's Retry-After too. */
  function quiet(): Failure | null {
    const until = quietUntil();
    if (until === null) return null;
    const at = new Date(until).toISOString();
    return failure('rate-limited', null, [`Gong wants no calls before ${at}.`], { retryAfterMs: until - world.now() });
  }

  return {
    /** A new profile: types that were stopped because of the old one go on, and new custom fields make a cycle. */
    profileChanged(): void {
      state.stoppedTypes.set(null);
      retryInvalid(db);
      judge();
      if (hasWork(db, Number.MAX_SAFE_INTEGER)) noteWork();
    },

    /** What the profile in force would destroy in Gong and nobody has consented to. */
    schemaNeeds(): {
      readonly version: string;
      readonly destroys: readonly { type: string; uniqueName: string; change: string }[];
    } | null {
      const stored = currentFacts<ProfileFacts>(db);
      if (stored === null || state.schemaConsent.get() === stored.version) return null;
      const destroys = SCHEMA_TYPES.flatMap((type) => {
        const known = state.schema(type).get();
        if (known === null) return [];
        const { destroys: changes } = planSchema(type, customFields(stored.facts, type), known, false);
        return changes.map((change) => ({ type, ...change }));
      });
      return destroys.length === 0 ? null : { version: stored.version, destroys };
    },

    /** Per type with a schema: what Gong has and what the profile in force wants. `inGong` null = never asked. */
    schemaDiff() {
      const facts = currentFacts<ProfileFacts>(db)?.facts ?? null;
      const short = ({ uniqueName, label, type }: { uniqueName: string; label: string; type: string }) => ({
        uniqueName,
        label,
        type,
      });
      return SCHEMA_TYPES.map((type) => ({
        type,
        wanted: customFields(facts, type).map(short),
        inGong: state.schema(type).get()?.map(short) ?? null,
      }));
    },

    /** IT's consent that the profile of this version may destroy values in Gong. */
    consentToSchema(version: string): void {
      state.schemaConsent.set(version);
      state.cycleDueAt.set(world.now());
    },

    /** IT has decided on the integration: register anew, or adopt the one that Gong lists under `adopt`. Everything is sent again. */
    decideIntegration(adopt: { readonly integrationId: string; readonly name: string } | null): void {
      state.registrationOff.set(null);
      personActed();
      if (adopt === null) {
        state.integration.set(null);
        state.registrationWanted.set(true);
      } else rememberIntegration(context, adopt.integrationId, false);
      state.cycleDueAt.set(world.now());
    },

    /** Gong has given new access: what its refusal had stopped goes on. */
    accessGiven(): void {
      personActed();
      state.cycleDueAt.set(world.now());
    },

    /** The integrations that Gong lists now. */
    async listIntegrations(): Promise<Outcome<readonly Integration[]>> {
      return quiet() ?? (await gong.integrations());
    },

    /** Reads objects back from Gong, for IT and tests. */
    async readBack(type: SchemaType, ids: readonly string[]): Promise<Outcome<unknown>> {
      const integration = state.integration.get();
      if (integration === null) return failure('not-found', null, ['There is no integration yet.']);
      return quiet() ?? (await gong.objects(integration.integrationId, type, ids));
    },

    /** IT wants the integration deleted, with all that Gong has of it. False when there is none. */
    deleteIntegration(): boolean {
      const integration = state.integration.get();
      if (integration === null) return false;
      if (state.deletion.get() === null) {
        const { integrationId } = integration;
        const clientRequestId = world.uuid();
        state.deletion.set({ integrationId, clientRequestId, state: 'asked', nextAt: world.now(), polls: 0 });
      }
      return true;
    },

    /** What Gong has refused to delete a day ago or more is asked for again. Returns how many records. */
    retryDeletions(): number {
      const again = retryDeletions(db, world.now());
      if (again > 0) noteWork();
      return again;
    },

    /** IT has corrected what stopped a type. */
    restartType(type: number): void {
      state.stoppedTypes.set((state.stoppedTypes.get() ?? []).filter((stopped) => stopped !== type));
      judge();
      noteWork();
    },
  };
}
