import { SCHEMA_TYPES } from '../../shared/objects/object-type.ts';
import { type Failure, failure, failureText } from '../gong/answer.ts';
import { forgetIntegration } from '../ledger/integration-change.ts';
import { newestVersion } from '../ledger/pending-work.ts';
import { uploadedTypes } from '../ledger/uploads-table.ts';
import type { StepContext } from './step-context.ts';

/** An integration so young may not answer everywhere yet; nothing is concluded from a "not found" before. In ms. */
const NEW_MS = 5 * 60_000;
/** How long to wait before a young integration is asked for again, in ms. */
export const NEW_WAIT_MS = 5000;
const LOOK_AGAIN: Failure = failure('unknown-answer', null, [
  'Gong is registering the integration and does not list it yet.',
]);

/** Whether Gong may still be busy with registering the integration: it is young, and no file was accepted yet. */
export function isNew({ db, state, world }: StepContext): boolean {
  const known = state.integration.get();
  if (known === null || world.now() - known.since >= NEW_MS) return false;
  return uploadedTypes(db, known.integrationId).length === 0;
}

/**
 * Registers the bridge with Gong, or adopts the integration of the configured name. One of another name, or a native CRM link, is IT's to decide:
 * staging must not feed production (design: confirmations belong to an integrationId).
 */
export async function integrate(context: StepContext): Promise<void> {
  const { gong, configuration, state, world } = context;
  if (state.registrationOff.get() === true) {
    context.stop('gong-integration-gone', {});
    return;
  }
  const askedAt = state.registrationAsked.get();
  const registered = await gong.register(configuration.ownerEmail, configuration.integrationName);
  if (registered.ok) {
    rememberIntegration(context, registered.value, true);
    world.log('integration-registered', { integrationId: registered.value });
    return;
  }
  if (registered.kind === 'conflict') await adopt(context, registered, askedAt);
  else {
    // What brought no good answer may have registered all the same.
    if (registered.unsure) state.registrationAsked.set(askedAt ?? world.now());
    context.trouble(registered);
  }
}

/** Gong has an integration already: adopts it when it has our name, else says what it is. `askedAt`: when we may have registered it ourselves. */
async function adopt(context: StepContext, conflict: Failure, askedAt: number | null): Promise<void> {
  const { gong, configuration, world } = context;
  const listed = await gong.integrations();
  if (!listed.ok) {
    context.trouble(listed);
    return;
  }
  const named = listed.value.filter(({ name }) => name === configuration.integrationName);
  const own = named.find(({ ownerEmail }) => sameAddress(ownerEmail, configuration.ownerEmail)) ?? named[0];
  const [other] = listed.value;
  const young = askedAt !== null && world.now() - askedAt < NEW_MS;
  if (own !== undefined) {
    rememberIntegration(context, own.integrationId, false);
    world.log('integration-adopted', { integrationId: own.integrationId });
  } else if (other === undefined) {
    // A native link is never listed; ours may not be listed yet.
    if (young || /\bactive generic\b/i.test(conflict.errors.join(' '))) context.trouble(LOOK_AGAIN);
    else context.stop('gong-native-crm', { detail: failureText(conflict) });
  } else {
    const detail = `Gong has the integration “${other.name}” of ${other.ownerEmail}; the bridge’s name is “${configuration.integrationName}”.`;
    context.stop('gong-other-integration', { detail });
  }
}

function sameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** Makes an integration the one that confirmations belong to. A new one has nothing yet, so everything live is sent again. */
export function rememberIntegration(context: StepContext, integrationId: string, fresh: boolean): void {
  const { db, state, world } = context;
  const now = world.now();
  const before = state.integration.get();
  db.transaction(() => {
    if (before === null || before.integrationId !== integrationId) {
      forgetIntegration(db, now);
      for (const type of SCHEMA_TYPES) state.schema(type).set(fresh ? [] : null);
    }
    const name = context.configuration.integrationName;
    state.integration.set({
      integrationId,
      name,
      since: before?.integrationId === integrationId ? before.since : now,
      checkedAt: now,
    });
    state.integrationCheck.set(null);
    state.registrationAsked.set(null);
    state.registrationWanted.set(null);
    state.trouble.set(null);
    const cycle = state.cycle.get();
    if (cycle !== null) state.cycle.set({ ...cycle, cut: newestVersion(db) });
    context.judge();
  });
}

/** Looks whether Gong still has the integration; without it nothing may be uploaded. */
export async function checkIntegration(context: StepContext): Promise<void> {
  const { gong, state, world } = context;
  const known = state.integration.get();
  if (known === null) return;
  const listed = await gong.integrations();
  if (!listed.ok) {
    context.trouble(listed);
    return;
  }
  if (listed.value.some(({ integrationId }) => integrationId === known.integrationId)) {
    state.integration.set({ ...known, checkedAt: world.now() });
    state.integrationCheck.set(null);
    if (state.trouble.get()?.code === 'gong-integration-gone') state.trouble.set(null);
    return;
  }
  if (isNew(context)) context.trouble(LOOK_AGAIN);
  else context.stop('gong-integration-gone', {});
}
