import { SCHEMA_TYPES } from '../../shared/objects/object-type.ts';
import { failureText } from '../gong/answer.ts';
import { forgetIntegration } from '../ledger/integration-change.ts';
import { newestVersion } from '../ledger/uploads-table.ts';
import type { StepContext } from './step-context.ts';

/**
 * Registers the bridge with Gong, or adopts the integration of the configured name. One of another name, or a native CRM link, is IT's to decide:
 * staging must not feed production (design: confirmations belong to an integrationId).
 */
export async function integrate(context: StepContext): Promise<void> {
  const { gong, configuration, world } = context;
  if (context.state.registrationOff.get() === true) {
    context.stop('gong-integration-gone', {});
    return;
  }
  const registered = await gong.register(configuration.ownerEmail, configuration.integrationName);
  if (registered.ok) {
    rememberIntegration(context, registered.value, true);
    world.log('integration-registered', { integrationId: registered.value });
    return;
  }
  if (registered.kind !== 'conflict') {
    if (registered.kind === 'bad-request' || registered.kind === 'not-found') {
      context.stop('gong-request-refused', { detail: failureText(registered) });
    } else context.trouble(registered);
    return;
  }
  const listed = await gong.integrations();
  if (!listed.ok) {
    context.trouble(listed);
    return;
  }
  const own = listed.value.find(({ name }) => name === configuration.integrationName);
  const [other] = listed.value;
  if (own !== undefined) {
    rememberIntegration(context, own.integrationId, false);
    world.log('integration-adopted', { integrationId: own.integrationId });
  } else if (other === undefined) context.stop('gong-native-crm', { detail: failureText(registered) });
  else {
    const detail = `Gong has the integration “${other.name}” of ${other.ownerEmail}; the bridge’s name is “${configuration.integrationName}”.`;
    context.stop('gong-other-integration', { detail });
  }
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
  context.stop('gong-integration-gone', {});
}
