import type { SchemaType } from '../../shared/objects/object-type.ts';
import type { Failure } from '../gong/answer.ts';
import { retryInvalid } from '../ledger/pending-work.ts';
import { currentFacts } from '../ledger/profiles-table.ts';
import { customFields, type ProfileFacts } from '../profile-facts.ts';
import { isNew } from './integration.ts';
import { afterSending, planSchema } from './schema-plan.ts';
import type { StepContext } from './step-context.ts';

/** Brings a type's schema in Gong to what the profile says, before the first line that uses a field. */
export async function sendSchema(context: StepContext, type: SchemaType): Promise<void> {
  const { db, gong, state, world } = context;
  const integration = state.integration.get();
  const stored = currentFacts<ProfileFacts>(db);
  if (integration === null || stored === null) return;
  const known = state.schema(type).get();
  if (known === null) {
    const listed = await gong.schema(integration.integrationId, type);
    if (listed.ok) state.schema(type).set(listed.value);
    else refused(context, listed);
    return;
  }
  const consent = state.schemaConsent.get() === stored.version;
  const { send } = planSchema(type, customFields(stored.facts, type), known, consent);
  if (send === null) return;
  const answer = await gong.postSchema(integration.integrationId, type, send);
  if (!answer.ok) {
    refused(context, answer);
    return;
  }
  state.schema(type).set(afterSending(send));
  retryInvalid(db);
  world.log('schema-sent', { type, fields: send.length });
}

function refused(context: StepContext, failure: Failure): void {
  if (failure.kind === 'not-found' && isNew(context)) {
    // A young integration may not answer everywhere yet.
    context.trouble({ ...failure, kind: 'unknown-answer' });
    return;
  }
  if (failure.kind === 'not-found' || failure.kind === 'bad-request') context.state.integrationCheck.set(true);
  context.trouble(failure);
}
