import { RpcTarget } from 'cloudflare:workers';
import { hasSchema, type ObjectType, type SchemaType } from '../../shared/objects/object-type.ts';
import { type Reply, refused, taken } from '../api/answers.ts';
import { hashSecret, newToken, sameSecret } from '../devices/secrets.ts';
import { failureText } from '../gong/answer.ts';
import type { Integration } from '../gong/client.ts';
import { authorizeUrl, exchangeCode } from '../gong/oauth.ts';
import { accessSettings } from '../gong-access.ts';
import { newestContent } from '../ledger/office-lists.ts';
import { retryHeld } from '../ledger/overview.ts';
import { readSetting, writeSetting } from '../ledger/settings-table.ts';
import { typeNumber } from '../ledger/version-state.ts';
import { tokenVault } from '../token-vault.ts';
import { type Comparison, compareFields } from './comparison.ts';
import type { Desk } from './desk.ts';

type SchemaNeeds = ReturnType<Desk['driver']['schemaNeeds']>;

/** What Gong has of ours, and what is decided about it. */
export class GongDesk extends RpcTarget {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    super();
    this.#desk = desk;
  }

  async schemaNeeds() {
    return taken({ needs: this.#desk.driver.schemaNeeds() });
  }

  /** What the profile in force wants in Gong, beside what Gong has. */
  async schemaDiff() {
    return taken({ types: this.#desk.driver.schemaDiff(), needs: this.#desk.driver.schemaNeeds() });
  }

  /** Asked twice: without the word of the first answer nothing happens but that answer. */
  async consentToSchema(
    confirm: string | null,
  ): Promise<Reply<{ done: boolean; needs: SchemaNeeds; confirm: string | null }>> {
    const { driver, arm, note } = this.#desk;
    const needs = driver.schemaNeeds();
    if (needs === null) return taken({ done: false, needs, confirm: null });
    if (confirm !== needs.version) return taken({ done: false, needs, confirm: needs.version });
    driver.consentToSchema(needs.version);
    note('schema-consented', needs.version);
    await arm();
    return taken({ done: true, needs, confirm: null });
  }

  /** New fields and labels go to Gong with a cycle that starts now; what would destroy values waits for consent. */
  async applySchema() {
    const { driver, world, arm, note } = this.#desk;
    driver.state.cycleDueAt.set(world.now());
    note('schema-applied', null);
    await arm();
    return taken({ done: true });
  }

  async integration(): Promise<Reply<{ known: string | null; listed: Integration[] | null; problem: string | null }>> {
    const { driver } = this.#desk;
    const known = driver.state.integration.get()?.integrationId ?? null;
    const listed = await driver.listIntegrations();
    return listed.ok
      ? taken({ known, listed: [...listed.value], problem: null })
      : taken({ known, listed: null, problem: failureText(listed) });
  }

  async registerIntegration() {
    const { driver, arm, note } = this.#desk;
    driver.decideIntegration(null);
    note('integration-registered', null);
    await arm();
    return taken({ done: true });
  }

  async adoptIntegration(integrationId: string): Promise<Reply<{ done: boolean }>> {
    const { driver, arm, note } = this.#desk;
    const listed = await driver.listIntegrations();
    if (!listed.ok) return refused('gong-request-refused', { detail: failureText(listed) });
    const found = listed.value.find((integration) => integration.integrationId === integrationId);
    if (found === undefined) return refused('not-found');
    driver.decideIntegration(found);
    note('integration-adopted', integrationId);
    await arm();
    return taken({ done: true });
  }

  /** Asked twice, as all of the company's CRM data in Gong goes with it. */
  async deleteIntegration(confirm: string | null): Promise<Reply<{ done: boolean; confirm: string | null }>> {
    const { driver, arm, note } = this.#desk;
    const known = driver.state.integration.get();
    if (known === null) return refused('not-found');
    if (confirm !== known.integrationId) return taken({ done: false, confirm: known.integrationId });
    driver.deleteIntegration();
    note('integration-deleted', known.integrationId);
    await arm();
    return taken({ done: true, confirm: null });
  }

  async startOAuth(redirectUri: string): Promise<Reply<{ url: string }>> {
    const { db, world, configuration, note } = this.#desk;
    const { oauth } = accessSettings(configuration);
    if (oauth === null)
      return refused('gong-not-configured', { detail: 'GONG_CLIENT_ID and GONG_CLIENT_SECRET are not set.' });
    const state = newToken().token;
    writeSetting(db, 'oauth-state', { hash: hashSecret(state), until: world.now() + 10 * 60_000 });
    note('oauth-started', null);
    return taken({ url: authorizeUrl(oauth, redirectUri, state) });
  }

  async finishOAuth(code: string, state: string, redirectUri: string): Promise<Reply<{ done: boolean }>> {
    const { db, world, configuration, driver, arm } = this.#desk;
    const { oauth } = accessSettings(configuration);
    const asked = readSetting<{ hash: string; until: number }>(db, 'oauth-state');
    if (oauth === null || asked === null || asked.until < world.now() || !sameSecret(asked.hash, hashSecret(state))) {
      return refused('bad-request', { detail: 'This sign-in was not started here, or more than ten minutes ago.' });
    }
    writeSetting(db, 'oauth-state', null);
    const tokens = await exchangeCode(oauth, code, redirectUri, world.send, world.now());
    if (!tokens.ok) return refused('gong-credentials-refused', { detail: failureText(tokens) });
    await tokenVault(db, configuration.tokenKey).write(tokens.value);
    driver.accessGiven();
    await arm();
    return taken({ done: true });
  }

  /** Reads objects back from Gong: a development aid, and not available where the runtime cannot reach Gong by socket. */
  async readBack(type: SchemaType, ids: readonly string[]): Promise<Reply<{ objects: string }>> {
    const outcome = await this.#desk.driver.readBack(type, ids);
    return outcome.ok
      ? taken({ objects: JSON.stringify(outcome.value) })
      : refused('gong-request-refused', { detail: failureText(outcome) });
  }

  /** The ledger's newest content of one object beside Gong's own copy of it, field by field. */
  async compare(type: ObjectType, objectId: string): Promise<Reply<Comparison>> {
    const ours = newestContent(this.#desk.db, typeNumber(type), objectId);
    if (ours === null) return refused('not-found');
    if (!hasSchema(type))
      return refused('bad-request', { detail: 'Gong reads back accounts, contacts, deals and leads only.' });
    const outcome = await this.#desk.driver.readBack(type, [objectId]);
    if (!outcome.ok) return refused('gong-request-refused', { detail: failureText(outcome) });
    return taken(compareFields(ours, outcome.value, objectId));
  }

  async restartType(type: ObjectType) {
    const { db, driver, arm, note } = this.#desk;
    retryHeld(db, type);
    driver.restartType(typeNumber(type));
    note('type-restarted', type);
    await arm();
    return taken({ done: true });
  }
}
