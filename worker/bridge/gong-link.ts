import type { SchemaType } from '../../shared/objects/object-type.ts';
import { type Reply, refused, taken } from '../api/answers.ts';
import { hashSecret, newToken, sameSecret } from '../devices/secrets.ts';
import { failureText } from '../gong/answer.ts';
import type { Integration } from '../gong/client.ts';
import { authorizeUrl, exchangeCode } from '../gong/oauth.ts';
import { readSetting, writeSetting } from '../ledger/settings-table.ts';
import { tokenVault } from '../token-vault.ts';
import type { Driver } from '../upload/driver.ts';
import { accessSettings, type Rooms } from './rooms.ts';

/** A sign-in at Gong must be over so long after it was started here, in ms. */
const SIGN_IN_MS = 10 * 60_000;

type SchemaNeeds = ReturnType<Driver['schemaNeeds']>;

export type GongLink = ReturnType<typeof gongLink>;

/** What IT decides about the connection to Gong: access, integration, schema. */
export function gongLink({ db, driver, configuration, world, arm }: Rooms) {
  return {
    schemaNeeds(): Reply<{ needs: SchemaNeeds }> {
      return taken({ needs: driver.schemaNeeds() });
    },

    /** Asked twice: without the word of the first answer nothing happens but that answer. */
    async consentToSchema(
      confirm: string | null,
    ): Promise<Reply<{ done: boolean; needs: SchemaNeeds; confirm: string | null }>> {
      const needs = driver.schemaNeeds();
      if (needs === null) return taken({ done: false, needs, confirm: null });
      if (confirm !== needs.version) return taken({ done: false, needs, confirm: needs.version });
      driver.consentToSchema(needs.version);
      await arm();
      return taken({ done: true, needs, confirm: null });
    },

    async integration(): Promise<
      Reply<{ known: string | null; listed: Integration[] | null; problem: string | null }>
    > {
      const known = driver.state.integration.get()?.integrationId ?? null;
      const listed = await driver.listIntegrations();
      return listed.ok
        ? taken({ known, listed: [...listed.value], problem: null })
        : taken({ known, listed: null, problem: failureText(listed) });
    },

    async registerIntegration() {
      driver.decideIntegration(null);
      await arm();
      return taken({ done: true });
    },

    async adoptIntegration(integrationId: string): Promise<Reply<{ done: boolean }>> {
      const listed = await driver.listIntegrations();
      if (!listed.ok) return refused('gong-request-refused', { detail: failureText(listed) });
      const found = listed.value.find((integration) => integration.integrationId === integrationId);
      if (found === undefined) return refused('not-found');
      driver.decideIntegration(found);
      await arm();
      return taken({ done: true });
    },

    /** Asked twice, as all of the company's CRM data in Gong goes with it. */
    async deleteIntegration(confirm: string | null): Promise<Reply<{ done: boolean; confirm: string | null }>> {
      const known = driver.state.integration.get();
      if (known === null) return refused('not-found');
      if (confirm !== known.integrationId) return taken({ done: false, confirm: known.integrationId });
      driver.deleteIntegration();
      await arm();
      return taken({ done: true, confirm: null });
    },

    startOAuth(redirectUri: string): Reply<{ url: string }> {
      const { oauth } = accessSettings(configuration);
      if (oauth === null)
        return refused('gong-not-configured', { detail: 'GONG_CLIENT_ID and GONG_CLIENT_SECRET are not set.' });
      const state = newToken().token;
      writeSetting(db, 'oauth-state', { hash: hashSecret(state), until: world.now() + SIGN_IN_MS });
      return taken({ url: authorizeUrl(oauth, redirectUri, state) });
    },

    async finishOAuth(code: string, state: string, redirectUri: string): Promise<Reply<{ done: boolean }>> {
      const { oauth } = accessSettings(configuration);
      const asked = readSetting<{ hash: string; until: number }>(db, 'oauth-state');
      writeSetting(db, 'oauth-state', null);
      if (oauth === null || asked === null || asked.until < world.now() || !sameSecret(asked.hash, hashSecret(state))) {
        return refused('bad-request', { detail: 'This sign-in was not started here, or more than ten minutes ago.' });
      }
      const tokens = await exchangeCode(oauth, code, redirectUri, world.send, world.now());
      if (!tokens.ok) return refused('gong-credentials-refused', { detail: failureText(tokens) });
      await tokenVault(db, configuration.tokenKey).write(tokens.value);
      driver.accessGiven();
      await arm();
      return taken({ done: true });
    },

    /** Reads objects back from Gong: a development aid, and not available where the runtime cannot reach Gong by socket. */
    async readBack(type: SchemaType, ids: readonly string[]): Promise<Reply<{ objects: string }>> {
      const outcome = await driver.readBack(type, ids);
      return outcome.ok
        ? taken({ objects: JSON.stringify(outcome.value) })
        : refused('gong-request-refused', { detail: failureText(outcome) });
    },
  };
}
