import type * as z from 'zod';
import { type ErrorCode, isErrorCode } from '../../shared/errors/catalogue.ts';
import { type Explained, explain } from '../../shared/errors/coded-error.ts';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import {
  aboutAnswerSchema,
  type Batch,
  batchAnswerSchema,
  enrolAnswerSchema,
  errorAnswerSchema,
  type HealthReport,
  healthAnswerSchema,
  type LeasesAnswer,
  type LeasesRequest,
  leasesAnswerSchema,
  PROTOCOL,
  PROTOCOL_HEADER,
  profileAnswerSchema,
  type StatusAnswer,
  type StoryAnswer,
  type SweepReport,
  statesAnswerSchema,
  statusAnswerSchema,
  storyAnswerSchema,
  sweepAnswerSchema,
  syncAnswerSchema,
} from '../../shared/protocol/messages.ts';

/**
 * What a call to the Worker comes back with. `status` is 0 when nothing answered. `retry`: whether the same call may succeed later by itself.
 */
export type WorkerReply<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: Explained;
      readonly status: number;
      readonly retry: boolean;
      readonly retryAfterMs: number | null;
    };

export interface WorkerDevice {
  readonly workerOrigin: string;
  readonly token: string | null;
}

const TIMEOUT_MS = 30_000;

/** The Worker's HTTP API as shared/protocol/messages.ts describes it. Never throws; sends no cookies and follows no redirect. */
export class WorkerClient {
  readonly #device: WorkerDevice;
  readonly #fetch: typeof fetch;

  constructor(device: WorkerDevice, fetchImpl: typeof fetch) {
    this.#device = device;
    this.#fetch = fetchImpl;
  }

  about(): Promise<WorkerReply<z.infer<typeof aboutAnswerSchema>>> {
    return this.#call('GET', '/v1/about', aboutAnswerSchema);
  }

  enrol(code: string, deviceName: string | undefined, extensionVersion: string) {
    const body = { code, extensionVersion, ...(deviceName === undefined ? {} : { deviceName }) };
    return this.#call('POST', '/v1/enrol', enrolAnswerSchema, body);
  }

  /** Without the profile's text where it is `known`. */
  profile(known: string | null) {
    const query = known === null ? '' : `?known=${encodeURIComponent(known)}`;
    return this.#call('GET', `/v1/profile${query}`, profileAnswerSchema);
  }

  health(report: HealthReport) {
    return this.#call('POST', '/v1/health', healthAnswerSchema, report);
  }

  sendBatch(batch: Batch) {
    return this.#call('POST', '/v1/batches', batchAnswerSchema, batch);
  }

  sendSweep(report: SweepReport) {
    return this.#call('POST', '/v1/sweeps', sweepAnswerSchema, report);
  }

  leases(request: LeasesRequest): Promise<WorkerReply<LeasesAnswer>> {
    return this.#call('POST', '/v1/leases', leasesAnswerSchema, request);
  }

  sync(syncId: string, view: Batch['view']) {
    return this.#call('POST', '/v1/sync', syncAnswerSchema, { syncId, view });
  }

  status(syncId: string | null): Promise<WorkerReply<StatusAnswer>> {
    const query = syncId === null ? '' : `?syncId=${encodeURIComponent(syncId)}`;
    return this.#call('GET', `/v1/status${query}`, statusAnswerSchema);
  }

  story(object: { readonly objectType: ObjectType; readonly objectId: string }): Promise<WorkerReply<StoryAnswer>> {
    return this.#call('POST', '/v1/story', storyAnswerSchema, object);
  }

  states(objects: readonly Pick<z.infer<typeof statesAnswerSchema>['states'][number], 'objectType' | 'objectId'>[]) {
    return this.#call('POST', '/v1/states', statesAnswerSchema, { objects });
  }

  async #call<T>(method: 'GET' | 'POST', path: string, schema: z.ZodType<T>, body?: unknown): Promise<WorkerReply<T>> {
    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(`${this.#device.workerOrigin}${path}`, {
        method,
        headers: {
          [PROTOCOL_HEADER]: String(PROTOCOL),
          ...(this.#device.token === null ? {} : { authorization: `Bearer ${this.#device.token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch {
      return failure('worker-unreachable', 0, true, null);
    }
    const json = parseJson(text);
    if (response.ok) {
      const answer = schema.safeParse(json);
      return answer.success
        ? { ok: true, value: answer.data }
        : failure('worker-address-wrong', response.status, false, null, { address: this.#device.workerOrigin });
    }
    return this.#refusal(response, json);
  }

  #refusal<T>(response: Response, json: unknown): WorkerReply<T> {
    const { status } = response;
    const header = Number(response.headers.get('retry-after') ?? Number.NaN);
    const answer = errorAnswerSchema.safeParse(json);
    const seconds = answer.data?.error.retryAfterSeconds ?? (Number.isFinite(header) ? header : null);
    const retryAfterMs = seconds === null ? null : seconds * 1000;
    const retry = status >= 500 || status === 429 || status === 408;
    if (answer.success && isErrorCode(answer.data.error.code)) {
      const { code, what, why, next } = answer.data.error;
      const error = { ...explain(code, { status, seconds: seconds ?? 60 }), what, next, ...(why ? { why } : {}) };
      return { ok: false, error, status, retry, retryAfterMs };
    }
    if (retry) return failure('worker-failed', status, true, retryAfterMs, { status });
    if (answer.success) {
      const { code, what } = answer.data.error;
      return failure('bad-request', status, false, null, { detail: `${code}: ${what}` });
    }
    return failure('worker-address-wrong', status, false, null, { address: this.#device.workerOrigin });
  }
}

function failure<T>(
  code: ErrorCode,
  status: number,
  retry: boolean,
  retryAfterMs: number | null,
  details: Readonly<Record<string, string | number>> = {},
): WorkerReply<T> {
  return { ok: false, error: explain(code, details), status, retry, retryAfterMs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
