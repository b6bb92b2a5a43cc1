import { describe, expect, it } from 'vitest';
import { json, openSession, WHEN } from './helpers.ts';

const PATH = '/v2/crm/integrations';
const body = { ownerEmail: 'it@acme.example', name: 'CRM Bridge' };

describe('integrations', () => {
  it('get ids of 19 digits above 2^53 that a JS number would change, written as bare numbers', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const gong = openSession({ seed });
      const { text } = gong.ask('PUT', PATH, json(body));
      const id = /"integrationId":(\d+)[,}]/.exec(text)?.[1] ?? '';
      expect(id).toMatch(/^\d{18}[1-9]$/);
      expect(BigInt(id)).toBeGreaterThan(2n ** 53n);
      expect(BigInt(id)).toBeLessThan(2n ** 63n);
      expect(String(BigInt(Number(id)))).not.toBe(id);
      expect(gong.ask('GET', PATH).text).toContain(`{"integrationId":${id},`);
    }
  });

  it('are not found under a rounded id, which is a violation', () => {
    const gong = openSession();
    const id = gong.register();
    const rounded = String(BigInt(Number(id)));
    const ask = (integrationId: string) =>
      gong.ask('GET', '/v2/crm/entity-schema', { query: { integrationId, objectType: 'DEAL' } }).status;
    expect(ask(id)).toBe(200);
    expect(ask(rounded)).toBe(404);
    expect(gong.violationCounts()).toEqual({ 'integration-id-rounded': 1 });
  });

  it.each([400, 404] as const)('answer %d when the id is unknown and so set', (unknownIntegrationStatus) => {
    const gong = openSession({ unknownIntegrationStatus });
    gong.register();
    const query = { integrationId: '1234567890123456789', objectType: 'DEAL', clientRequestId: 'x' };
    expect(gong.ask('GET', '/v2/crm/entity-schema', { query }).status).toBe(unknownIntegrationStatus);
    expect(gong.ask('DELETE', PATH, { query }).status).toBe(unknownIntegrationStatus);
    expect(gong.send('DEAL', '{}', 'x', query).status).toBe(unknownIntegrationStatus);
    expect(gong.violations()).toEqual([]);
  });

  it('are listed, zero or one', () => {
    const gong = openSession();
    expect(gong.ask('GET', PATH).body['integrations']).toEqual([]);
    gong.register();
    expect(gong.ask('GET', PATH).body['integrations']).toEqual([expect.objectContaining(body)]);
  });

  it('cannot be two: 409 with the live text', () => {
    const gong = openSession();
    gong.register();
    const answer = gong.ask('PUT', PATH, json(body));
    expect(answer.status).toBe(409);
    expect(answer.body['errors']).toEqual([
      'Your organization already has an active GENERIC CRM integration. Only 1 active integration is supported. ' +
        'Please disconnect the existing GENERIC CRM integration before creating a new Generic CRM integration',
    ]);
  });

  it('are refused with 409 when a native CRM is connected, though none is listed', () => {
    const gong = openSession();
    gong.nativeCrmConnected(true);
    expect(gong.ask('PUT', PATH, json(body)).status).toBe(409);
    expect(gong.ask('GET', PATH).body['integrations']).toEqual([]);
  });

  it.each([{ name: 'n' }, { ownerEmail: 'a@x.com' }, { name: '', ownerEmail: 'a@x.com' }, [], 'text'])(
    'need ownerEmail and name: %j is a 400',
    (wrong) => {
      expect(openSession().ask('PUT', PATH, json(wrong)).status).toBe(400);
    },
  );

  it('stay until their deletion is DONE, then everything is gone, PUT works and the status stays readable', () => {
    const gong = openSession();
    const integrationId = gong.register();
    gong.settle('ACCOUNT', [{ objectId: 'a1', modifiedDate: WHEN }]);
    const query = { integrationId, clientRequestId: 'bye' };
    const answer = gong.ask('DELETE', PATH, { query });
    expect([answer.status, answer.body['clientRequestId']]).toEqual([201, 'bye']);
    expect(gong.status('bye')['status']).toBe('PENDING');
    expect(gong.objects('ACCOUNT').size).toBe(1);
    expect(gong.ask('PUT', PATH, json(body)).status).toBe(409);
    gong.advance(1_000);
    expect(gong.status('bye')['status']).toBe('IN_PROGRESS');
    gong.advance(1_000);
    expect(gong.status('bye')).toMatchObject({ status: 'DONE', errors: [] });
    expect(gong.objects('ACCOUNT').size).toBe(0);
    expect(gong.ask('GET', PATH).body['integrations']).toEqual([]);
    const before = integrationId;
    expect(gong.register()).not.toBe(before);
    expect(gong.objects('ACCOUNT').size).toBe(0);
  });

  it('share their request ids with uploads', () => {
    const gong = openSession();
    const integrationId = gong.register();
    gong.upload('STAGE', [{ objectId: 'won', name: 'Won' }], 'once');
    expect(gong.ask('DELETE', PATH, { query: { integrationId, clientRequestId: 'once' } }).status).toBe(409);
    expect(gong.ask('DELETE', PATH, { query: { integrationId, clientRequestId: 'no spaces' } }).status).toBe(400);
    expect(gong.ask('DELETE', PATH, { query: { integrationId } }).status).toBe(400);
  });

  it('may vanish or be replaced behind the back', () => {
    const gong = openSession();
    const mine = gong.register();
    const other = gong.replaceIntegrationBehindTheBack('Other');
    expect(gong.integration()).toEqual(other);
    expect(gong.send('STAGE', '{"objectId":"won","name":"Won"}', 'x').status).toBe(404);
    expect(other.integrationId).not.toBe(mine);
    gong.deleteIntegrationBehindTheBack();
    expect(gong.integration()).toBeUndefined();
  });

  it('fail what was still on its way when they vanish', () => {
    const gong = openSession();
    gong.register();
    const id = gong.upload('STAGE', [{ objectId: 'won', name: 'Won' }]);
    gong.deleteIntegrationBehindTheBack();
    gong.advance(2_000);
    expect(gong.uploads()).toEqual([expect.objectContaining({ clientRequestId: id, status: 'FAILED' })]);
  });
});
