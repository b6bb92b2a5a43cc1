import { describe, expect, it } from 'vitest';
import { openSession } from './helpers.ts';

describe('the transport', () => {
  it('gives every body its own requestId of 18 or 19 letters and digits', () => {
    const gong = openSession();
    const ids = Array.from({ length: 50 }, () => String(gong.ask('GET', '/v2/crm/integrations').body['requestId']));
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]{18,19}$/);
    expect(gong.ask('GET', '/v2/nowhere').body).toEqual({
      requestId: expect.any(String),
      errors: [expect.any(String)],
    });
  });

  it('names content type and trace, the trace at times equal to the requestId and at times not', () => {
    const gong = openSession();
    const answers = Array.from({ length: 40 }, () => gong.ask('GET', '/v2/crm/integrations'));
    expect(answers[0]?.headers['Content-Type']).toBe('application/json;charset=UTF-8');
    const equal = answers.filter(({ headers, body }) => headers['x-traceid'] === body['requestId']);
    expect(equal.length).toBeGreaterThan(0);
    expect(equal.length).toBeLessThan(40);
  });

  it('writes a space before the colon and nothing else differs when it pretty-prints', () => {
    const gong = openSession({ prettyPrint: true });
    gong.register();
    const { text } = gong.ask('GET', '/v2/crm/integrations');
    expect(text).toMatch(/^\{\n {2}"requestId" : "[a-z0-9]+",\n {2}"integrations" : \[\n/);
    expect(text).toMatch(/"integrationId" : \d{19},\n/);
    const plain = JSON.parse(text);
    expect(plain.integrations[0]).toMatchObject({ name: 'CRM Bridge', ownerEmail: 'it@acme.example' });
  });

  it('leaves colons inside values alone when it pretty-prints', () => {
    const gong = openSession({ prettyPrint: true });
    gong.register();
    gong.settle('ACCOUNT', [
      { objectId: 'a1', modifiedDate: '2026-03-01T10:00:00Z', name: 'x": y', domains: ['a": b'] },
    ]);
    gong.advance(60_000);
    const { text } = gong.ask('GET', '/v2/crm/entities', {
      query: { integrationId: gong.integration()?.integrationId ?? '', objectType: 'ACCOUNT' },
      body: '["a1"]',
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.parse(text).crmObjectsMap.a1).toMatchObject({ name: 'x": y', domains: ['a": b'] });
  });

  it('answers 404 to an unknown path and 405 to a wrong method when the credentials are good', () => {
    const gong = openSession();
    expect(gong.ask('GET', '/v2/crm/upload-status').status).toBe(404);
    expect(gong.ask('PATCH', '/v2/crm/integrations').status).toBe(405);
  });

  it('does not know the paths of the older generation unless told to', () => {
    expect(openSession().ask('GET', '/v2/crm/integration/list').status).toBe(404);
    expect(openSession({ legacy: true }).ask('GET', '/v2/crm/integration/list').status).toBe(200);
  });
});
