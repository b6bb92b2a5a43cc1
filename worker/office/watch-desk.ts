import { RpcTarget } from 'cloudflare:workers';
import { deliverAlerts, testAlert } from '../alerts/alerts.ts';
import { type Webhook, webhookProblem } from '../alerts/webhook.ts';
import { type Reply, refused, taken } from '../api/answers.ts';
import { newToken } from '../devices/secrets.ts';
import { listAlarms, listPosts } from '../ledger/alarms-table.ts';
import { listActions } from '../ledger/audit-table.ts';
import { checkCounts, ledgerCounts } from '../ledger/counts.ts';
import { listDevices } from '../ledger/devices-table.ts';
import { readHistory } from '../ledger/history-table.ts';
import { listCalls } from '../ledger/office-lists.ts';
import { countOrphans } from '../ledger/overview.ts';
import { currentFacts } from '../ledger/profiles-table.ts';
import { VIEW_COUNTS_MS } from '../ledger/sweeps.ts';
import { openUploads } from '../ledger/uploads-table.ts';
import { typeName } from '../ledger/version-state.ts';
import type { ProfileFacts } from '../profile-facts.ts';
import { secretFact } from '../secret-box.ts';
import { metricsText } from '../upload/metrics.ts';
import { explainTrouble } from '../upload/trouble.ts';
import type { Desk } from './desk.ts';

const HOUR_MS = 3600 * 1000;

/** How the bridge does. */
export class WatchDesk extends RpcTarget {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    super();
    this.#desk = desk;
  }

  async status() {
    const { db, driver, configuration, world } = this.#desk;
    const trouble = driver.visibleTrouble();
    const integration = driver.state.integration.get();
    const { dailyBudget, maxStoreBytes } = configuration;
    const facts = currentFacts<ProfileFacts>(db);
    return taken({
      now: new Date(world.now()).toISOString(),
      trouble: trouble === null ? null : explainTrouble(trouble),
      cycle: driver.state.cycle.get(),
      counts: ledgerCounts(db),
      integration: integration === null ? null : { integrationId: integration.integrationId, name: integration.name },
      calls: { last24Hours: driver.callsToday(), budget: dailyBudget },
      store: { bytes: db.size(), limit: maxStoreBytes },
      profileVersion: facts?.version ?? null,
      profileName: facts?.facts.name ?? null,
      stoppedTypes: (driver.state.stoppedTypes.get() ?? []).map(typeName),
      schemaConsentNeeded: driver.schemaNeeds() !== null,
      orphans: countOrphans(db, world.now() - VIEW_COUNTS_MS),
    });
  }

  async metrics(): Promise<string> {
    const { db, driver, configuration } = this.#desk;
    return metricsText({
      counts: ledgerCounts(db),
      callsToday: driver.callsToday(),
      budget: configuration.dailyBudget,
      storeBytes: db.size(),
      storeLimit: configuration.maxStoreBytes,
      openUploads: openUploads(db).length,
      trouble: driver.visibleTrouble()?.code ?? null,
      devices: listDevices(db).filter(({ revoked_at }) => revoked_at === null).length,
      countProblems: checkCounts(db).length,
    });
  }

  async counts() {
    const { db } = this.#desk;
    return taken({ counts: ledgerCounts(db), problems: checkCounts(db) });
  }

  /** The last `hours` hours, the running one included. */
  async history(hours: number) {
    const now = this.#desk.world.now();
    const span = Math.min(24 * 31, Math.max(1, Math.floor(hours)));
    return taken({ now, hours: readHistory(this.#desk.db, now - (span - 1) * HOUR_MS, now) });
  }

  async calls() {
    return taken({ calls: listCalls(this.#desk.db, null, 200) });
  }

  async audit() {
    return taken({ entries: listActions(this.#desk.db, 500) });
  }

  async alerts() {
    const { db } = this.#desk;
    const hook = await this.#hook().read();
    return taken({
      host: hook === null ? null : new URL(hook.url).host,
      alarms: listAlarms(db).map(({ name, raised, since, text }) => ({
        name,
        text,
        raised: raised === 1,
        since: new Date(since).toISOString(),
      })),
      posts: listPosts(db, 100).map((post) => ({
        eventId: post.event_id,
        name: post.name,
        madeAt: new Date(post.made_at).toISOString(),
        tries: post.tries,
        settledAt: post.settled_at === null ? null : new Date(post.settled_at).toISOString(),
        outcome: post.outcome,
      })),
    });
  }

  /** Sets where alerts go; the answer holds the secret that signs them, this once. An empty address ends it. */
  async setWebhook(url: string): Promise<Reply<{ secret: string | null }>> {
    const { note } = this.#desk;
    if (url === '') {
      await this.#hook().write(null);
      note('webhook-removed', null);
      return taken({ secret: null });
    }
    const problem = webhookProblem(url);
    if (problem !== null) return refused('webhook-invalid', { detail: problem });
    const secret = newToken().token.split('.')[1] ?? '';
    await this.#hook().write({ url, secret });
    note('webhook-set', new URL(url).host);
    return taken({ secret });
  }

  async testWebhook(): Promise<Reply<{ sent: boolean }>> {
    const { db, world, note, arm } = this.#desk;
    const hook = await this.#hook().read();
    if (hook === null) return refused('not-found');
    testAlert(db, world);
    note('webhook-tested', null);
    await deliverAlerts(db, hook, world);
    await arm();
    return taken({ sent: true });
  }

  #hook() {
    return secretFact<Webhook>(this.#desk.db, this.#desk.configuration.tokenKey, 'webhook');
  }
}
