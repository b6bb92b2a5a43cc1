import type { ObjectType, SchemaType } from '../../shared/objects/object-type.ts';
import type { Access } from './access.ts';
import {
  type Body,
  type Failure,
  failure,
  isJson,
  type Json,
  jsonOf,
  type Outcome,
  readAnswer,
  type Success,
} from './answer.ts';
import { DIALECTS, type Generation } from './dialect.ts';
import type { CallPriority } from './limiter.ts';
import { idText } from './lossless-json.ts';
import { multipartFile, type SizedBody } from './multipart.ts';
import { type GongStatus, readStatus } from './upload-status.ts';

export interface Integration {
  /** The exact decimal text; it does not fit a JS number. */
  readonly integrationId: string;
  readonly name: string;
  readonly ownerEmail: string;
}

/** A field as Gong's schema lists it. */
export interface SchemaField {
  readonly uniqueName: string;
  readonly label: string;
  readonly type: string;
  readonly isDeleted?: boolean;
  readonly referenceTo?: string;
  readonly orderedValueList?: readonly string[];
}

/** One HTTP exchange; implementations never follow redirects. */
export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | SizedBody | null;
  readonly timeoutMs: number;
}

export interface GongDeps {
  readonly send: (request: HttpRequest) => Promise<Response>;
  /** The base URL and the Authorization header in force, or why there are none. */
  readonly access: (spent: string | null) => Promise<Outcome<Access>>;
  /** Waits for the call's turn and notes it; null when the day's budget is spent. The function returned notes how the call ended. */
  readonly turn: (
    operation: string,
    priority: CallPriority,
    clientRequestId: string | null,
  ) => Promise<((outcome: Outcome<unknown>) => void) | null>;
  readonly now: () => number;
  readonly generation: Generation;
  readonly boundary: () => string;
  /** Sends a GET with a body, which fetch cannot; null where the runtime offers no way. */
  readonly sendGetWithBody: ((request: HttpRequest) => Promise<Response>) | null;
}

const CALL_TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 300_000;

export type Gong = ReturnType<typeof createGong>;

/** A client for Gong's CRM API: each operation is one call and answers with an outcome, never with an exception. */
export function createGong(deps: GongDeps) {
  const paths = DIALECTS[deps.generation];

  interface Call {
    readonly operation: string;
    readonly method: HttpRequest['method'];
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly file?: SizedBody;
    readonly priority?: CallPriority;
  }

  async function call(options: Call): Promise<Outcome<Body>> {
    const access = await deps.access(null);
    if (!access.ok) return access;
    const first = await attempt(options, access.value);
    // An OAuth token may end before its time: one fresh one, and the same call once more.
    if (first.ok || first.kind !== 'unauthorized' || !access.value.authorization.startsWith('Bearer ')) return first;
    // A missing scope is 401 too, and no fresh token brings it.
    if (first.errors.some((text) => text.includes("You don't have permission"))) return first;
    const renewed = await deps.access(access.value.authorization);
    return renewed.ok ? await attempt(options, renewed.value) : renewed;
  }

  async function attempt(options: Call, access: Access): Promise<Outcome<Body>> {
    const end = await deps.turn(
      options.operation,
      options.priority ?? 'upload',
      options.query?.['clientRequestId'] ?? null,
    );
    if (end === null) return failure('budget', null, []);
    const outcome = await exchange(options, access);
    end(outcome);
    return outcome;
  }

  async function exchange(options: Call, access: Access): Promise<Outcome<Body>> {
    const query = options.query === undefined ? '' : `?${new URLSearchParams(options.query)}`;
    const headers: Record<string, string> = { authorization: access.authorization, accept: 'application/json' };
    if (options.json !== undefined) headers['content-type'] = 'application/json';
    if (options.file !== undefined) headers['content-type'] = options.file.contentType;
    try {
      const getWithBody = options.method === 'GET' && options.json !== undefined;
      const send = getWithBody ? deps.sendGetWithBody : deps.send;
      if (send === null) return failure('unsupported', null, ['Reading back is not available here.']);
      const response = await send({
        method: options.method,
        url: `${apiBase(access.baseUrl)}${options.path}${query}`,
        headers,
        body: options.file ?? (options.json === undefined ? null : JSON.stringify(options.json)),
        timeoutMs: options.file === undefined ? CALL_TIMEOUT_MS : UPLOAD_TIMEOUT_MS,
      });
      return await readAnswer(response, deps.now());
    } catch (error) {
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return failure('unreachable', null, [text], { unsure: true });
    }
  }

  return {
    /** Registers an integration. A second one is a conflict: Gong allows one a company. */
    async register(ownerEmail: string, name: string): Promise<Outcome<string>> {
      const outcome = await call({
        operation: 'register',
        method: 'PUT',
        path: paths.integrations.put,
        json: { ownerEmail, name },
      });
      if (!outcome.ok) return outcome;
      const id = idText(jsonOf(outcome.value)['integrationId']);
      if (id === null)
        return failure('unknown-answer', outcome.status, ['The answer has no integrationId.'], { unsure: true });
      return { ...outcome, value: id };
    },

    /** The integrations that Gong has: none or one. A native CRM link is not listed. */
    async integrations(): Promise<Outcome<readonly Integration[]>> {
      const outcome = await call({ operation: 'integrations', method: 'GET', path: paths.integrations.get });
      if (!outcome.ok) return outcome;
      const list = integrationsOf(outcome.value);
      // An answer without a list is no proof that there is none: uploads would stop for nothing.
      return list === null ? notUnderstood(outcome, 'The answer lists no integrations.') : { ...outcome, value: list };
    },

    /** Asks Gong to delete the integration and all its data; followed by `status` until DONE. */
    deleteIntegration(integrationId: string, clientRequestId: string): Promise<Outcome<Body>> {
      return call({
        operation: 'delete-integration',
        method: 'DELETE',
        path: paths.integrations.delete,
        query: { integrationId, clientRequestId },
      });
    },

    /** Sends the complete list of a type's custom fields (Gong: each POST must list every one). */
    postSchema(integrationId: string, objectType: SchemaType, fields: readonly SchemaField[]): Promise<Outcome<Body>> {
      return call({
        operation: 'post-schema',
        method: 'POST',
        path: paths.schema.post,
        query: { integrationId, objectType },
        json: fields,
      });
    },

    /** The fields that Gong has for a type, standard ones perhaps among them. */
    async schema(integrationId: string, objectType: SchemaType): Promise<Outcome<readonly SchemaField[]>> {
      const outcome = await call({
        operation: 'get-schema',
        method: 'GET',
        path: paths.schema.get,
        query: { integrationId, objectType },
      });
      if (!outcome.ok) return outcome;
      if (!isJson(outcome.value)) return notUnderstood(outcome, 'The answer lists no fields.');
      const map = outcome.value['objectTypeToSelectedFields'] ?? outcome.value['selectedFields'];
      const list = Array.isArray(map) ? map : isJson(map) && Array.isArray(map[objectType]) ? map[objectType] : [];
      return { ...outcome, value: list.flatMap(schemaField) };
    },

    /** Uploads one LDJSON file. Success means stored and waiting, no more. */
    upload(
      upload: { readonly integrationId: string; readonly objectType: ObjectType; readonly clientRequestId: string },
      file: { readonly length: number; readonly chunks: () => Iterable<Uint8Array> },
    ): Promise<Outcome<Body>> {
      return call({
        operation: 'upload',
        method: 'POST',
        path: paths.entities.post,
        query: { ...upload },
        file: multipartFile(deps.boundary(), `${upload.objectType.toLowerCase()}.ldjson`, file),
      });
    },

    /** What has become of an upload or of a deletion of the integration. */
    async status(
      integrationId: string,
      clientRequestId: string,
      priority: CallPriority = 'poll',
    ): Promise<Outcome<GongStatus>> {
      const outcome = await call({
        operation: 'status',
        method: 'GET',
        path: paths.status,
        query: { integrationId, clientRequestId },
        priority,
      });
      if (!outcome.ok) return outcome;
      if (!isJson(outcome.value)) return notUnderstood(outcome, 'The answer tells no status.');
      const status = readStatus(outcome.value);
      if (status === null) return notUnderstood(outcome, `Unknown status ${JSON.stringify(outcome.value['status'])}.`);
      return { ...outcome, value: status };
    },

    /** Reads up to 100 objects back, a development aid of Gong's; a GET with a body, so the transport must be able to send one. */
    async objects(integrationId: string, objectType: SchemaType, crmIds: readonly string[]): Promise<Outcome<Json>> {
      const outcome = await call({
        operation: 'get-objects',
        method: 'GET',
        path: paths.entities.get,
        query: { integrationId, objectType },
        json: [...new Set(crmIds)].slice(0, 100),
        priority: 'poll',
      });
      if (!outcome.ok) return outcome;
      const map = jsonOf(outcome.value)['crmObjectsMap'];
      return { ...outcome, value: isJson(map) ? map : {} };
    },
  };
}

/** The base of every path: without slashes at its end, and without the generation, which some copy along; https where it names no scheme. */
export function apiBase(baseUrl: string): string {
  const base = baseUrl.trim().replace(/\/+$/, '').replace(/\/v2$/, '').replace(/\/+$/, '');
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(base) ? base : `https://${base}`;
}

function notUnderstood({ status, requestId, traceId }: Success<unknown>, what: string): Failure {
  return failure('unknown-answer', status, [what], { requestId, traceId, unsure: true });
}

function integrationsOf(body: Body): Integration[] | null {
  // Gong leaves out what is empty now and then; then only its requestId shows that it is Gong who answers.
  const { integrations = null, requestId } = jsonOf(body);
  const list = Array.isArray(body) ? body : integrations === null && requestId !== undefined ? [] : integrations;
  if (!Array.isArray(list)) return null;
  return list.flatMap((item: unknown): Integration[] => {
    if (!isJson(item)) return [];
    const integrationId = idText(item['integrationId']);
    if (integrationId === null) return [];
    return [{ integrationId, name: String(item['name'] ?? ''), ownerEmail: String(item['ownerEmail'] ?? '') }];
  });
}

function schemaField(item: unknown): SchemaField[] {
  if (!isJson(item)) return [];
  const uniqueName = item['uniqueName'] ?? item['name'];
  if (typeof uniqueName !== 'string') return [];
  const { label, type, referenceTo, orderedValueList, isDeleted } = item;
  return [
    {
      uniqueName,
      label: typeof label === 'string' ? label : uniqueName,
      type: typeof type === 'string' ? type : 'STRING',
      ...(isDeleted === true ? { isDeleted } : {}),
      ...(typeof referenceTo === 'string' ? { referenceTo } : {}),
      ...(Array.isArray(orderedValueList) ? { orderedValueList: orderedValueList.map(String) } : {}),
    },
  ];
}
