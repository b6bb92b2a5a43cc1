import { createFakeGong, type FakeGongControls } from './fake.ts';
import type { ObjectType } from './fields.ts';
import type { FakeGongOptions } from './settings.ts';

/** An answer as a test reads it: `text` is the wire's, `body` its JSON (integration ids rounded). */
export type Answer = { status: number; headers: Record<string, string>; text: string; body: Record<string, unknown> };

export type Ask = {
  query?: Record<string, string>;
  body?: string | Buffer;
  headers?: Record<string, string>;
  authorization?: string | null;
};

export type Session = FakeGongControls & {
  /** Asks with good credentials; throws when there is no answer. */
  ask(method: string, path: string, ask?: Ask): Answer;
  /** Registers and answers the id as text. */
  register(): string;
  /** Uploads lines (objects or raw text) under a fresh id; answers that id. */
  upload(type: ObjectType, lines: readonly (Record<string, unknown> | string)[], id?: string): string;
  /** Sends a file and answers what came. */
  send(type: string, file: string | Buffer, id: string, query?: Record<string, string>): Answer;
  status(id: string): Record<string, unknown>;
  /** Uploads, lets processing end, answers the final status. */
  settle(type: ObjectType, lines: readonly (Record<string, unknown> | string)[]): Record<string, unknown>;
};

export const START = Date.parse('2026-03-02T09:00:00Z');
export const WHEN = '2026-03-01T10:00:00Z';

/** A fake without a network, on a clock that only `advance` moves, without a rate limit unless asked. */
export function openSession(options: FakeGongOptions = {}): Session {
  const { company: _company, ...fake } = createFakeGong({
    clock: { now: () => START },
    seed: 7,
    rateLimit: false,
    processing: { pendingMs: 1_000, inProgressMs: 1_000 },
    ...options,
  });
  const basic = `Basic ${Buffer.from('fake-access-key:fake-access-key-secret').toString('base64')}`;
  let integrationId = '0';
  let uploads = 0;

  const ask: Session['ask'] = (method, path, { query = {}, body = '', headers = {}, authorization = basic } = {}) => {
    const bytes = Buffer.from(body);
    const outcome = fake.handle({
      method,
      path,
      query: new URLSearchParams(query),
      headers: { ...(authorization === null ? {} : { authorization }), ...headers },
      body: bytes,
      bodyBytes: bytes.length,
    });
    if (outcome.kind !== 'reply') throw new Error(`no answer: ${outcome.kind}`);
    const parsed: unknown = JSON.parse(outcome.text);
    return { ...outcome, body: parsed as Record<string, unknown> };
  };
  const send: Session['send'] = (objectType, file, clientRequestId, query = {}) =>
    ask('POST', '/v2/crm/entities', {
      query: { integrationId, objectType, clientRequestId, ...query },
      headers: { 'content-type': 'multipart/form-data; boundary=edge' },
      body: multipart(file),
    });
  const upload: Session['upload'] = (type, lines, id) => {
    uploads += 1;
    const clientRequestId = id ?? `upload-${uploads}`;
    const answer = send(type, ldjson(lines), clientRequestId);
    if (answer.status !== 201) throw new Error(`upload refused: ${answer.status} ${answer.text}`);
    return clientRequestId;
  };
  const status: Session['status'] = (clientRequestId) =>
    ask('GET', '/v2/crm/request-status', { query: { integrationId, clientRequestId } }).body;
  return {
    ...fake,
    ask,
    send,
    upload,
    status,
    register: () => {
      const answer = ask('PUT', '/v2/crm/integrations', json({ ownerEmail: 'it@acme.example', name: 'CRM Bridge' }));
      integrationId = /"integrationId"\s*:\s*(\d+)/.exec(answer.text)?.[1] ?? '';
      return integrationId;
    },
    settle: (type, lines) => {
      const id = upload(type, lines);
      fake.advance(2_000);
      return status(id);
    },
  };
}

export function ldjson(lines: readonly (Record<string, unknown> | string)[]): string {
  return lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
}

export function json(value: unknown): { body: string; headers: Record<string, string> } {
  return { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } };
}

/** A multipart body with the boundary `edge`. */
export function multipart(file: string | Buffer, name = 'dataFile', fileName: string | null = 'lines.ldjson'): Buffer {
  const named = fileName === null ? '' : `; filename="${fileName}"`;
  return Buffer.concat([
    Buffer.from(`--edge\r\nContent-Disposition: form-data; name="${name}"${named}\r\n`),
    Buffer.from('Content-Type: application/octet-stream\r\n\r\n'),
    Buffer.from(file),
    Buffer.from('\r\n--edge--\r\n'),
  ]);
}
