import * as z from 'zod';
import {
  aboutAnswerSchema,
  enrolmentCodeAnswerSchema,
  errorAnswerSchema,
  profileUploadAnswerSchema,
} from '../../shared/protocol/messages.ts';
import { Stopped } from './world.ts';

const statusSchema = z.object({
  trouble: z.object({ code: z.string(), what: z.string(), next: z.string() }).nullable(),
  integration: z.object({ integrationId: z.string(), name: z.string() }).nullable(),
  profileVersion: z.string().nullable(),
});
export type AdminStatus = z.infer<typeof statusSchema>;

const integrationsSchema = z.object({
  known: z.string().nullable(),
  listed: z.array(z.object({ integrationId: z.string(), name: z.string() })).nullable(),
  problem: z.string().nullable(),
});
export type Integrations = z.infer<typeof integrationsSchema>;

/** The administrator's routes of a running Worker, as far as a deployment needs them. */
export class AdminClient {
  readonly url: string;
  readonly #token: string;
  readonly #fetch: typeof fetch;

  constructor(url: string, token: string, fetchIt: typeof fetch) {
    this.url = url.replace(/\/+$/, '');
    this.#token = token;
    this.#fetch = fetchIt;
  }

  /** The version of the bridge that answers there; null while none does. */
  async version(): Promise<string | null> {
    try {
      const response = await this.#fetch(`${this.url}/v1/about`, { redirect: 'manual' });
      const about = aboutAnswerSchema.safeParse(await response.json());
      return about.success ? about.data.version : null;
    } catch {
      return null;
    }
  }

  status(): Promise<AdminStatus> {
    return this.#call('GET', '/admin/status', statusSchema);
  }

  integrations(): Promise<Integrations> {
    return this.#call('GET', '/admin/integration', integrationsSchema);
  }

  async register(): Promise<void> {
    await this.#call('POST', '/admin/integration/register', z.unknown(), {});
  }

  async adopt(integrationId: string): Promise<void> {
    await this.#call('POST', '/admin/integration/adopt', z.unknown(), { integrationId });
  }

  putProfile(profile: unknown): Promise<z.infer<typeof profileUploadAnswerSchema>> {
    return this.#call('PUT', '/admin/profile', profileUploadAnswerSchema, profile);
  }

  enrolmentCode(uses: number): Promise<z.infer<typeof enrolmentCodeAnswerSchema>> {
    const body = { uses, note: 'made by npm run deploy' };
    return this.#call('POST', '/admin/enrolment-codes', enrolmentCodeAnswerSchema, body);
  }

  async #call<S extends z.ZodType>(method: string, path: string, schema: S, body?: unknown): Promise<z.output<S>> {
    const response = await this.#fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Stopped(`${this.url} does not answer (${String(error)}).`, 'Look whether the Worker runs; then again.');
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const refusal = errorAnswerSchema.safeParse(answer).data?.error;
      if (refusal) throw new Stopped(`${refusal.code}: ${refusal.what} ${refusal.why ?? ''}`.trim(), refusal.next);
      throw new Stopped(`${method} ${path} answered with status ${response.status}.`, 'Look into the Worker’s logs.');
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new Stopped(`${this.url} is no bridge of this version.`, 'Check the address, or deploy this version there.');
  }
}
