import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeGong, startFakeGong } from './index.ts';

let fake: FakeGong;
afterEach(() => fake.close());

const basic = (): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${fake.accessKey}:${fake.accessKeySecret}`).toString('base64')}`,
});

async function call(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}) {
  const answer = await fetch(fake.url + path, {
    method,
    headers: { ...basic(), ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function registered(): Promise<string> {
  const answer = await call('PUT', '/v2/crm/integrations', JSON.stringify({ ownerEmail: 'a@x.com', name: 'n' }), {
    'content-type': 'application/json',
  });
  return /"integrationId":(\d+)/.exec(answer.text)?.[1] ?? '';
}

function form(lines: string): FormData {
  const data = new FormData();
  data.set('dataFile', new Blob([lines]), 'lines.ldjson');
  return data;
}

async function control(path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${fake.url}/__control/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
}

describe('the server', () => {
  it('takes a FormData upload to DONE when a client follows the documented way', async () => {
    fake = await startFakeGong({ settlement: { ACCOUNT: 0 }, processing: { pendingMs: 0, inProgressMs: 0 } });
    const id = await registered();
    const where = `integrationId=${id}&objectType=ACCOUNT`;
    const schema = await call(
      'POST',
      `/v2/crm/entity-schema?${where}`,
      JSON.stringify([{ uniqueName: 'region', label: 'Region', type: 'STRING' }]),
      { 'content-type': 'application/json' },
    );
    expect(schema.status).toBe(200);
    fake.advance(1_000);
    const line = '{"objectId":"a1","modifiedDate":"2026-01-03T23:45:57Z","name":"PBR","region":"EMEA"}\n';
    const upload = await call('POST', `/v2/crm/entities?${where}&clientRequestId=r1`, form(line));
    expect(upload.status).toBe(201);
    expect(JSON.parse(upload.text)).toMatchObject({ clientRequestId: 'r1' });
    const status = await call('GET', `/v2/crm/request-status?integrationId=${id}&clientRequestId=r1`);
    expect(JSON.parse(status.text)).toMatchObject({ status: 'DONE', totalSuccessCount: 1, totalErrorCount: 0 });
    expect(await control('objects/ACCOUNT')).toEqual({ a1: JSON.parse(line) });
    expect(fake.violations()).toEqual([]);
  });

  it('reads the body of a GET when a client sends one', async () => {
    fake = await startFakeGong();
    const id = await registered();
    const text = await new Promise<string>((resolve, reject) => {
      const body = '["a1"]';
      const headers = { ...basic(), 'content-type': 'application/json', 'content-length': body.length };
      const sent = request(
        `${fake.url}/v2/crm/entities?integrationId=${id}&objectType=ACCOUNT`,
        { headers },
        (answer) => {
          answer.setEncoding('utf8').once('data', resolve);
        },
      );
      sent.once('error', reject).end(body);
    });
    expect(JSON.parse(text)).toMatchObject({ crmObjectsMap: { a1: null } });
  });

  it('takes faults and time from another process when it uses the control interface', async () => {
    fake = await startFakeGong();
    await control('fault', { kind: 'failNext', n: 1, status: 503, retryAfter: 7 });
    const failed = await call('GET', '/v2/crm/integrations');
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '7']);
    const before = fake.now();
    await control('advance', { ms: 3_600_000 });
    expect(fake.now() - before).toBeGreaterThanOrEqual(3_600_000);
    expect(await control('state')).toMatchObject({ integration: null, calls: 1 });
  });

  it('cuts connections but the control interface when it is offline', async () => {
    fake = await startFakeGong();
    await control('fault', { kind: 'offline' });
    await expect(call('GET', '/v2/crm/integrations')).rejects.toThrow();
    await control('fault', { kind: 'offline', on: false });
    expect((await call('GET', '/v2/crm/integrations')).status).toBe(200);
  });

  it('stores nothing when the connection is cut in the middle of the body', async () => {
    fake = await startFakeGong({ rateLimit: false });
    const id = await registered();
    fake.dropConnectionNext('mid-body', { path: '/entities' });
    const path = `/v2/crm/entities?integrationId=${id}&objectType=STAGE&clientRequestId=r1`;
    const line = '{"objectId":"won","name":"Closed Won"}\n';
    await expect(call('POST', path, form(line.repeat(50_000)))).rejects.toThrow();
    expect(fake.uploads()).toEqual([]);
    expect((await call('POST', path, form(line))).status).toBe(201);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('leaves the client waiting when an upload times out %s acceptance', async (when, accepted) => {
    fake = await startFakeGong({ rateLimit: false });
    const id = await registered();
    fake.timeoutNextUpload(when);
    const path = `/v2/crm/entities?integrationId=${id}&objectType=STAGE&clientRequestId=r1`;
    const patience = new AbortController();
    const waiting = fetch(fake.url + path, {
      method: 'POST',
      headers: basic(),
      body: form('{"objectId":"won","name":"Closed Won"}\n'),
      signal: patience.signal,
    });
    await expect.poll(() => fake.calls().length).toBe(2);
    patience.abort();
    await expect(waiting).rejects.toThrow();
    expect(fake.uploads()).toHaveLength(accepted);
  });
});
