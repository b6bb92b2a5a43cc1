import { forgetIntegration } from '../ledger/integration-change.ts';
import type { StepContext } from './step-context.ts';

/** A deletion of the integration that IT has asked for; followed until Gong says DONE. Times in ms. */
export interface IntegrationDeletion {
  readonly integrationId: string;
  readonly clientRequestId: string;
  readonly state: 'asked' | 'sent';
  readonly nextAt: number;
  readonly polls: number;
}

const POLL_MS = 15_000;
const LONGEST_POLL_MS = 900_000;

/** Asks Gong to delete the integration, or what has become of it. All of the company's data in Gong goes with it; the ledger keeps its own. */
export async function followDeletion(context: StepContext): Promise<void> {
  const { db, gong, state, world } = context;
  const deletion = state.deletion.get();
  if (deletion === null) return;
  if (deletion.state === 'asked') {
    const outcome = await gong.deleteIntegration(deletion.integrationId, deletion.clientRequestId);
    const now = world.now();
    if (outcome.ok || outcome.kind === 'conflict')
      state.deletion.set({ ...deletion, state: 'sent', nextAt: now + 1000 });
    else if ((outcome.kind === 'not-found' || outcome.kind === 'bad-request') && (await isUnlisted())) gone();
    else {
      context.trouble(outcome);
      state.deletion.set({ ...deletion, nextAt: now + 1000 });
    }
    return;
  }
  const outcome = await gong.status(deletion.integrationId, deletion.clientRequestId);
  const now = world.now();
  if (outcome.ok && outcome.value.status === 'DONE') gone();
  else if (outcome.ok && outcome.value.status === 'FAILED') {
    world.log('integration-deletion-failed', { integrationId: deletion.integrationId, requestId: outcome.requestId });
    state.deletion.set(null);
    context.stop('gong-request-refused', {
      detail: `Gong could not delete the integration: ${outcome.value.errors[0]?.description ?? ''}`,
    });
  } else if (outcome.ok || outcome.kind === 'not-found' || outcome.kind === 'bad-request') {
    // What is deleted may not be known any more, its deletion included: the list tells.
    if (!outcome.ok && (await isUnlisted())) return gone();
    const polls = deletion.polls + 1;
    state.deletion.set({ ...deletion, polls, nextAt: world.now() + Math.min(LONGEST_POLL_MS, POLL_MS * 1.5 ** polls) });
  } else {
    context.trouble(outcome);
    state.deletion.set({ ...deletion, nextAt: now + 1000 });
  }

  async function isUnlisted(): Promise<boolean> {
    const listed = await gong.integrations();
    return listed.ok && listed.value.every(({ integrationId }) => integrationId !== deletion?.integrationId);
  }

  function gone(): void {
    db.transaction(() => {
      forgetIntegration(db, world.now());
      state.deletion.set(null);
      state.integration.set(null);
      // Deleted on purpose: only IT registers again.
      state.registrationOff.set(true);
      context.stop('gong-integration-gone', {});
    });
    world.log('integration-deleted', { integrationId: deletion?.integrationId ?? '' });
  }
}
