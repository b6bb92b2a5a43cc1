import { describe, expect, it } from 'vitest';
import { multipart, openSession, WHEN } from './helpers.ts';

const PATH = '/v2/crm/entities';
const STAGE = '{"objectId":"won","name":"Won"}\n';
const FORM = { 'content-type': 'multipart/form-data; boundary=edge' };

function open(options: Parameters<typeof openSession>[0] = {}) {
  const gong = openSession(options);
  return { ...gong, integrationId: gong.register() };
}

describe('an upload', () => {
  it('is accepted with 201 and its id, whatever is in the file', () => {
    const gong = open();
    const answer = gong.send('STAGE', 'not even JSON', 'r-1_A');
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ requestId: expect.any(String), clientRequestId: 'r-1_A' });
    expect(gong.status('r-1_A')['status']).toBe('PENDING');
  });

  it.each([
    ['no body', Buffer.alloc(0), FORM],
    ['no multipart', Buffer.from(STAGE), { 'content-type': 'application/x-ndjson' }],
    ['no content type', multipart(STAGE), {}],
    ['a boundary that does not agree', multipart(STAGE), { 'content-type': 'multipart/form-data; boundary=other' }],
    ['another part name', multipart(STAGE, 'file'), FORM],
    ['a part without a file name', multipart(STAGE, 'dataFile', null), FORM],
    ['a frame that is not closed', multipart(STAGE).subarray(0, -12), FORM],
  ])('is refused with 400 and the live text when there is %s', (_case, body, headers) => {
    const gong = open();
    const query = { integrationId: gong.integrationId, objectType: 'STAGE', clientRequestId: 'r1' };
    const answer = gong.ask('POST', PATH, { query, headers, body });
    expect(answer.status).toBe(400);
    expect(answer.body['errors']).toEqual(['dataFile part is missing']);
  });

  it('has its part checked before its parameters, these before the integration, that before the id', () => {
    const gong = open({ maxUploadBytes: 10 });
    const ask = (query: Record<string, string>, body: Buffer = multipart(STAGE)) =>
      gong.ask('POST', PATH, { query, headers: FORM, body });
    const unknown = { integrationId: '1234567890123456789', objectType: 'STAGE', clientRequestId: 'not ok' };
    const known = { ...unknown, integrationId: gong.integrationId };
    expect(ask(unknown, Buffer.from('x')).body['errors']).toEqual(['dataFile part is missing']);
    expect(ask({ ...unknown, objectType: 'PLANET' }).status).toBe(400);
    expect(ask({ integrationId: unknown.integrationId, objectType: 'STAGE' }).status).toBe(400);
    expect(ask(unknown).status).toBe(404);
    expect(ask(known).status).toBe(400);
    expect(ask({ ...known, clientRequestId: 'ok' }).status).toBe(413);
  });

  it.each(['integrationId', 'objectType', 'clientRequestId'])('is refused with 400 when %s is missing', (name) => {
    const gong = open();
    const query: Record<string, string> = {
      integrationId: gong.integrationId,
      objectType: 'STAGE',
      clientRequestId: 'r1',
    };
    delete query[name];
    expect(gong.ask('POST', PATH, { query, headers: FORM, body: multipart(STAGE) }).status).toBe(400);
  });

  it.each(['account', 'USER', 'OPPORTUNITY'])('is refused with 400 when its object type is %s', (type) => {
    const gong = open();
    expect(gong.send(type, STAGE, 'r1').status).toBe(400);
    expect(gong.violationCounts()).toEqual({ 'unknown-object-type': 1 });
  });

  it.each(['has space', 'dot.dot', 'ü', 'a/b'])('is refused with 400 when its id is %j', (id) => {
    expect(open().send('STAGE', STAGE, id).status).toBe(400);
  });

  it('is refused with 409 when its id was used, and not stored; the same bytes again are no violation', () => {
    const gong = open();
    gong.send('STAGE', STAGE, 'r1');
    expect(gong.send('STAGE', STAGE, 'r1').status).toBe(409);
    gong.advance(2_000);
    expect(gong.send('STAGE', STAGE, 'r1').status).toBe(409);
    expect(gong.violations()).toEqual([]);
    expect(gong.send('STAGE', '{"objectId":"lost","name":"Lost"}\n', 'r1').status).toBe(409);
    expect(gong.violationCounts()).toEqual({ 'request-id-reused': 1 });
    gong.advance(2_000);
    expect([...gong.objects('STAGE').keys()]).toEqual(['won']);
    expect(gong.uploads()).toHaveLength(1);
  });

  it('may use its id again when it was refused', () => {
    const gong = open();
    gong.failNext(1, 500);
    expect(gong.send('STAGE', STAGE, 'r1').status).toBe(500);
    expect(gong.send('STAGE', STAGE, 'r1').status).toBe(201);
  });

  it('has used its id up when it was refused with 5xx and so set, without a status to ask for', () => {
    const gong = open({ refusedSpendsId: true });
    gong.failNext(1, 503);
    gong.send('STAGE', STAGE, 'r1');
    expect(gong.send('STAGE', STAGE, 'r1').status).toBe(409);
    expect(gong.status('r1')).not.toHaveProperty('status');
  });

  it('is refused with 413 when the whole request is over the limit, which is a violation', () => {
    const gong = open({ maxUploadBytes: multipart(STAGE).length });
    expect(gong.send('STAGE', STAGE, 'r1').status).toBe(201);
    expect(gong.send('STAGE', `${STAGE}\n`, 'r2').status).toBe(413);
    expect(gong.violationCounts()).toEqual({ 'upload-too-large': 1 });
  });

  it('is reported with size, lines, hash, text and times', () => {
    const gong = open();
    gong.send(
      'ACCOUNT',
      `{"objectId":"a1","modifiedDate":"${WHEN}"}\n{"objectId":"a2","modifiedDate":"${WHEN}"}`,
      'r1',
    );
    const { receivedAt = 0 } = gong.uploads()[0] ?? {};
    expect(gong.uploads()[0]).toMatchObject({ status: 'PENDING', objectType: 'ACCOUNT', lines: 2, bytes: 111 });
    const hash = gong.uploads()[0]?.sha256;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    gong.advance(2_000);
    expect(gong.uploads()[0]).toMatchObject({ status: 'DONE', doneAt: receivedAt + 2_000, sha256: hash, polls: 0 });
    expect(gong.uploads()[0]?.text).toContain('"a2"');
  });
});
