import { describe, expect, it } from 'vitest';
import { json, openSession, WHEN } from './helpers.ts';

const PATH = '/v2/crm/entity-schema';
const A = { uniqueName: 'a', label: 'A', type: 'STRING' };
const B = { uniqueName: 'b', label: 'B', type: 'NUMBER' };
const C = { uniqueName: 'c', label: 'C', type: 'PICKLIST', orderedValueList: ['x', 'y'] };

function open(options: Parameters<typeof openSession>[0] = {}) {
  const gong = openSession(options);
  const integrationId = gong.register();
  return {
    ...gong,
    post: (fields: unknown, objectType = 'DEAL') =>
      gong.ask('POST', PATH, { query: { integrationId, objectType }, ...json(fields) }),
    get: (query: Record<string, string> = { objectType: 'DEAL' }) =>
      gong.ask('GET', PATH, { query: { integrationId, ...query } }),
    read: (id: string) =>
      (
        gong.ask('GET', '/v2/crm/entities', { query: { integrationId, objectType: 'ACCOUNT' }, ...json([id]) }).body[
          'crmObjectsMap'
        ] as Record<string, Record<string, unknown> | null>
      )[id],
  };
}

describe('the schema', () => {
  it('answers 200 to a POST, or 201 when so set', () => {
    expect(open().post([A])).toMatchObject({ status: 200, body: { requestId: expect.any(String) } });
    expect(open({ schemaPostStatus: 201 }).post([A]).status).toBe(201);
  });

  it.each([
    ['not an array', { A }],
    ['an item that is no object', [A, 'b']],
    ['no uniqueName', [{ label: 'A', type: 'STRING' }]],
    ['an empty uniqueName', [{ ...A, uniqueName: '' }]],
    ['no label', [{ uniqueName: 'a', type: 'STRING' }]],
    ['no type', [{ uniqueName: 'a', label: 'A' }]],
    ['an unknown type', [{ ...A, type: 'TEXT' }]],
    ['a type in lower case', [{ ...A, type: 'string' }]],
    ['STRINGARRAY', [{ ...A, type: 'STRINGARRAY' }]],
    ['REFERENCE without referenceTo', [{ ...A, type: 'REFERENCE' }]],
    ['REFERENCE to BUSINESS_USER', [{ ...A, type: 'REFERENCE', referenceTo: 'BUSINESS_USER' }]],
    ['PICKLIST without values', [{ ...A, type: 'PICKLIST' }]],
    ['PICKLIST with an empty list', [{ ...A, type: 'PICKLIST', orderedValueList: [] }]],
    ['a uniqueName twice', [A, { ...A, label: 'Again' }]],
    ['milliseconds in lastModified', [{ ...A, lastModified: '2026-01-01T00:00:00.000Z' }]],
  ])('refuses with 400 and changes nothing when there is %s', (_case, fields) => {
    const gong = open();
    expect(gong.post(fields).status).toBe(400);
    expect(gong.schema('DEAL')).toEqual([]);
  });

  it.each(['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD', 'USER'])('takes a REFERENCE to %s', (referenceTo) => {
    expect(open().post([{ ...A, type: 'REFERENCE', referenceTo }]).status).toBe(200);
  });

  it.each(['BUSINESS_USER', 'STAGE', 'deal', ''])('refuses %j as object type with 400', (objectType) => {
    expect(open().post([A], objectType).status).toBe(400);
  });

  it('must be posted whole: the worked example A; A+B; C alone fails; B+C with A deleted works', () => {
    const gong = open();
    expect(gong.post([A]).status).toBe(200);
    expect(gong.post([A, B]).status).toBe(200);
    expect(gong.post([C]).status).toBe(400);
    expect(gong.violationCounts()).toEqual({ 'schema-incomplete': 1 });
    expect(gong.schema('DEAL').map((field) => field.uniqueName)).toEqual(['a', 'b']);
    expect(gong.post([B, C, { ...A, isDeleted: true }]).status).toBe(200);
    expect(gong.schema('DEAL').map((field) => field.uniqueName)).toEqual(['b', 'c']);
    expect(gong.post([B, C]).status).toBe(200);
  });

  it('keeps the types apart and lists one, or all four when none is named', () => {
    const gong = open();
    gong.post([A]);
    gong.post([B], 'LEAD');
    const field = { lastModified: null, isDeleted: false, referenceTo: null, orderedValueList: null };
    expect(gong.get().body['objectTypeToSelectedFields']).toEqual({ DEAL: [{ ...A, ...field }] });
    expect(gong.get({}).body['objectTypeToSelectedFields']).toEqual({
      ACCOUNT: [],
      CONTACT: [],
      DEAL: [{ ...A, ...field }],
      LEAD: [{ ...B, ...field }],
    });
    expect(gong.get({ objectType: 'STAGE' }).status).toBe(400);
  });

  it('says name for uniqueName, and standard and deleted fields, when so set', () => {
    const gong = open({ schemaKey: 'name', listStandardFields: true, listDeletedFields: true });
    gong.post([A, B]);
    gong.post([A, { ...B, isDeleted: true }]);
    const { DEAL = [] } = gong.get().body['objectTypeToSelectedFields'] as Record<string, Record<string, unknown>[]>;
    expect(DEAL.map((field) => field['name'])).toEqual(expect.arrayContaining(['closeDate', 'a', 'b']));
    expect(DEAL.find((field) => field['name'] === 'b')).toMatchObject({ isDeleted: true });
  });

  it.each([
    ['deleted', { ...A, isDeleted: true }],
    ['given another type', { ...A, type: 'NUMBER' }],
  ])('drops a field’s values on all objects when it is %s', (_case, change) => {
    const gong = open({ settlement: { ACCOUNT: 0 } });
    gong.post([A, B], 'ACCOUNT');
    gong.settle('ACCOUNT', [{ objectId: 'x', modifiedDate: WHEN, a: 'kept?', b: 1 }]);
    expect(gong.read('x')).toMatchObject({ a: 'kept?', b: 1 });
    expect(gong.post([change, B], 'ACCOUNT').status).toBe(200);
    gong.post([A, B], 'ACCOUNT');
    expect(gong.read('x')).not.toHaveProperty('a');
    expect(gong.read('x')).toMatchObject({ b: 1 });
    expect(gong.objects('ACCOUNT').get('x')).not.toHaveProperty('a');
  });

  it('keeps values when only the label changes', () => {
    const gong = open({ settlement: { ACCOUNT: 0 } });
    gong.post([A], 'ACCOUNT');
    gong.settle('ACCOUNT', [{ objectId: 'x', modifiedDate: WHEN, a: 'kept' }]);
    gong.post([{ ...A, label: 'Better' }], 'ACCOUNT');
    expect(gong.read('x')).toMatchObject({ a: 'kept' });
  });

  it('never shows values that came before their field, though they are stored', () => {
    const gong = open({ settlement: { ACCOUNT: 0 } });
    expect(gong.settle('ACCOUNT', [{ objectId: 'x', modifiedDate: WHEN, a: 'early' }])['status']).toBe('DONE');
    expect(gong.violationCounts()).toEqual({ 'field-outside-schema': 1 });
    gong.post([A], 'ACCOUNT');
    expect(gong.objects('ACCOUNT').get('x')).toMatchObject({ a: 'early' });
    expect(gong.read('x')).not.toHaveProperty('a');
  });

  it('needs a JSON body', () => {
    const gong = open();
    expect(gong.ask('POST', PATH, { body: '[]' }).status).toBe(415);
  });
});
