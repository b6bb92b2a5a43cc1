import { describe, expect, it } from 'vitest';
import type { ObjectType } from './fields.ts';
import { json, openSession, WHEN } from './helpers.ts';

type Errors = { line: number; description: string }[];
const M = { modifiedDate: WHEN };

function judge(type: ObjectType, line: Record<string, unknown> | string, mode: 'strict' | 'lenient' = 'strict') {
  const gong = openSession({ mode });
  gong.register();
  const { status, errors } = gong.settle(type, [line]);
  return { status, errors: errors as Errors };
}

const MINIMAL: [ObjectType, Record<string, unknown>][] = [
  ['BUSINESS_USER', { objectId: 'u1', ...M, emailAddress: 'a@x.com' }],
  ['STAGE', { objectId: 'won', name: 'Closed Won', sortOrder: 5 }],
  ['STAGE', { objectId: 'won', ...M, name: 'Closed Won' }],
  ['ACCOUNT', { objectId: 'a1', ...M }],
  ['CONTACT', { objectId: 'c1', ...M }],
  ['DEAL', { objectId: 'd1', ...M }],
  ['LEAD', { objectId: 'l1', ...M }],
];

const MANDATORY: [ObjectType, string][] = [
  ['BUSINESS_USER', 'objectId'],
  ['BUSINESS_USER', 'modifiedDate'],
  ['BUSINESS_USER', 'emailAddress'],
  ['STAGE', 'objectId'],
  ['STAGE', 'name'],
  ['ACCOUNT', 'objectId'],
  ['ACCOUNT', 'modifiedDate'],
  ['CONTACT', 'modifiedDate'],
  ['DEAL', 'modifiedDate'],
  ['LEAD', 'modifiedDate'],
];

describe('a line', () => {
  it.each(MINIMAL)('passes when %s carries what is mandatory: %j', (type, line) => {
    expect(judge(type, line)).toEqual({ status: 'DONE', errors: [] });
  });

  for (const mode of ['strict', 'lenient'] as const) {
    it.each(MANDATORY)(
      `fails with the live text in ${mode} mode when a %s’s %s is absent, null or ""`,
      (type, field) => {
        const whole = MINIMAL.find(([name]) => name === type)?.[1] ?? {};
        const { [field]: _gone, ...without } = whole;
        for (const line of [without, { ...whole, [field]: null }, { ...whole, [field]: '' }]) {
          const errors = [{ line: 1, description: `Mandatory field [${field}] is missing or empty` }];
          expect(judge(type, line, mode)).toEqual({ status: 'FAILED', errors });
        }
      },
    );

    it.each(['junk', '[]', '"text"', 'null', '12', '// comment', '{"objectId":"a1",}', '{} {}', '{"status": OPEN}'])(
      `fails in ${mode} mode when it is %s`,
      (line) => {
        // A line of its own: a file that starts with an array is not line-delimited.
        const gong = openSession({ mode });
        gong.register();
        const { errors } = gong.settle('ACCOUNT', [{ objectId: 'a1', ...M }, line]);
        expect((errors as Errors).map((error) => error.line)).toEqual([2]);
      },
    );

    it.each(['a b', 'under_score', 'a.b', 'ü', 'a'.repeat(65), 'a@b', '@x.com', 4711, 'a/b'])(
      `fails in ${mode} mode when its objectId is %j`,
      (objectId) => {
        expect(judge('ACCOUNT', { objectId, ...M }, mode).status).toBe('FAILED');
      },
    );
  }

  it.each(['a', 'A-1', '-', 'a'.repeat(64), 'john.doe@acme.com', 'x_y+z@sub.acme.co'])(
    'passes when its objectId is %j',
    (objectId) => {
      expect(judge('ACCOUNT', { objectId, ...M }).status).toBe('DONE');
    },
  );

  it('needs no address of a user who is deleted, and everything else of other types', () => {
    expect(judge('BUSINESS_USER', { objectId: 'u1', ...M, isDeleted: true }).status).toBe('DONE');
    expect(judge('ACCOUNT', { objectId: 'a1', isDeleted: true }).status).toBe('FAILED');
  });

  const STRICT: [ObjectType, string, unknown][] = [
    ['ACCOUNT', 'modifiedDate', '2026-03-01'],
    ['ACCOUNT', 'modifiedDate', '2026-03-01T10:00:00.000Z'],
    ['ACCOUNT', 'modifiedDate', '2026-03-01T10:00:00'],
    ['ACCOUNT', 'modifiedDate', '2026-02-30T10:00:00Z'],
    ['ACCOUNT', 'modifiedDate', '2026-03-01T24:00:00Z'],
    ['ACCOUNT', 'modifiedDate', 1_772_359_200],
    ['DEAL', 'createdDate', '01.03.2026'],
    ['DEAL', 'createdDate', '2026-03-01T10:00:00.5+01:00'],
    ['DEAL', 'closeDate', '2026-03-01T10:00:00Z'],
    ['DEAL', 'closeDate', '2026-02-29'],
    ['DEAL', 'status', 'Open'],
    ['DEAL', 'status', ''],
    ['DEAL', 'amount', '7000'],
    ['DEAL', 'isDeleted', 'true'],
    ['DEAL', 'accountId', 17],
    ['STAGE', 'isActive', 1],
    ['STAGE', 'sortOrder', 0],
    ['STAGE', 'sortOrder', 1.5],
    ['STAGE', 'sortOrder', '1'],
    ['ACCOUNT', 'domains', 'x.com'],
    ['ACCOUNT', 'domains', [1]],
    ['ACCOUNT', 'name', 1],
  ];
  it.each(STRICT)('fails in strict mode only when a %s’s %s is %j', (type, field, value) => {
    const line = { objectId: 'x', ...M, name: 'n', [field]: value };
    const strict = judge(type, line);
    expect(strict.status).toBe('FAILED');
    expect(strict.errors).toEqual([{ line: 1, description: expect.stringContaining(field) }]);
    expect(judge(type, line, 'lenient').status).toBe('DONE');
  });

  const RIGHT: [ObjectType, string, unknown][] = [
    ['DEAL', 'modifiedDate', '2026-03-01T10:00:00+05:30'],
    ['DEAL', 'createdDate', '2026-03-01T10:00:00-07:00'],
    ['DEAL', 'closeDate', '2028-02-29'],
    ['DEAL', 'status', 'WON'],
    ['DEAL', 'status', null],
    ['DEAL', 'amount', -1.5],
    ['ACCOUNT', 'domains', []],
    ['STAGE', 'isActive', false],
    ['DEAL', 'stage', 'nowhere'],
    ['DEAL', 'ownerId', 'nobody'],
    ['DEAL', 'accountId', 'nothing'],
  ];
  it.each(RIGHT)('passes in strict mode when a %s’s %s is %j', (type, field, value) => {
    expect(judge(type, { objectId: 'x', ...M, name: 'n', [field]: value }).status).toBe('DONE');
  });

  const CUSTOM: [string, readonly unknown[], readonly unknown[]][] = [
    ['BOOLEAN', [true, false, null], ['true', 0]],
    ['DATE', ['2020-05-31'], ['2020-05-32', '2020-05-31T00:00:00Z', '31.05.2020']],
    ['DATETIME', ['2020-12-17T07:37:21+02:00'], ['2020-12-17T07:37:21.000Z', '2020-12-17']],
    ['PICKLIST', ['x', null], ['z', '', 1]],
    ['NUMBER', [45.66, 8453], ['8453']],
    ['CURRENCY', [0.5], ['0.5', true]],
    ['PERCENT', [0, 100, 33.3], [-1, 100.1, '50']],
    ['STRING', ['', 'ü'], [1, ['x']]],
    ['URL', ['https://x.com'], [1]],
    ['EMAILADDRESS', ['a@x.com'], [false]],
    ['PHONENUMBER', ['+14055766687'], [14055766687]],
    ['REFERENCE', ['a1'], [1]],
    ['ID', ['a1'], [{}]],
  ];
  it.each(CUSTOM)('is held to the schema in strict mode when a field is a %s', (type, right, wrong) => {
    const check = (value: unknown, mode: 'strict' | 'lenient') => {
      const gong = openSession({ mode });
      const integrationId = gong.register();
      const more = { orderedValueList: ['x', 'y'], referenceTo: 'ACCOUNT' };
      const posted = gong.ask('POST', '/v2/crm/entity-schema', {
        query: { integrationId, objectType: 'LEAD' },
        ...json([{ uniqueName: 'f', label: 'F', type, ...more }]),
      });
      expect(posted.status).toBe(200);
      return gong.settle('LEAD', [{ objectId: 'l1', ...M, f: value }])['status'];
    };
    for (const value of right) expect(check(value, 'strict')).toBe('DONE');
    for (const value of wrong) expect(check(value, 'strict')).toBe('FAILED');
    for (const value of wrong) expect(check(value, 'lenient')).toBe('DONE');
  });
});

describe('a file', () => {
  const files: [string, string | Buffer][] = [
    ['empty', ''],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xfc, 0x22, 0x3a, 0x31, 0x7d])],
    ['one JSON array', `[{"objectId":"a1","modifiedDate":"${WHEN}"}]`],
    ['one indented JSON array', `[\n  {"objectId":"a1","modifiedDate":"${WHEN}"}\n]\n`],
    ['one indented object', `{\n  "objectId": "a1"\n}\n`],
  ];
  it.each(files)('fails as a whole with line 0 when it is %s', (_case, file) => {
    const gong = openSession();
    gong.register();
    expect(gong.send('ACCOUNT', file, 'r1').status).toBe(201);
    gong.advance(2_000);
    const { status, errors } = gong.status('r1');
    expect([status, errors]).toEqual(['FAILED', [{ line: 0, description: expect.any(String) }]]);
    expect(gong.objects('ACCOUNT').size).toBe(0);
    expect(gong.violationCounts()).toEqual({ 'not-line-delimited': 1 });
  });

  it('fails at the second of two lines for one object in strict mode', () => {
    const lines = ['a1', 'a2', 'a1'].map((objectId) => ({ objectId, ...M }));
    const strict = openSession();
    strict.register();
    expect(strict.settle('ACCOUNT', lines)).toMatchObject({
      status: 'FAILED',
      errors: [{ line: 3 }],
      totalErrorCount: 1,
    });
    const lenient = openSession({ mode: 'lenient' });
    lenient.register();
    expect(lenient.settle('ACCOUNT', lines)['status']).toBe('DONE');
    for (const gong of [strict, lenient]) expect(gong.violationCounts()).toEqual({ 'duplicate-in-file': 1 });
  });

  it('fails where modifiedDate goes down in strict mode, as moments, not as texts', () => {
    const at = (objectId: string, modifiedDate: string) => ({ objectId, modifiedDate });
    const up = [at('a', '2026-03-01T12:00:00+02:00'), at('b', '2026-03-01T10:00:00Z'), at('c', '2026-03-01T10:00:01Z')];
    const down = [
      at('a', '2026-03-01T10:00:00Z'),
      at('b', '2026-03-01T11:00:00+02:00'),
      at('c', '2026-03-01T10:00:01Z'),
    ];
    const gong = openSession();
    gong.register();
    expect(gong.settle('ACCOUNT', up)['status']).toBe('DONE');
    expect(gong.settle('ACCOUNT', down)).toMatchObject({ status: 'FAILED', errors: [{ line: 2 }], totalErrorCount: 1 });
    expect(gong.violationCounts()).toEqual({ 'unsorted-file': 1 });
    const lenient = openSession({ mode: 'lenient' });
    lenient.register();
    expect(lenient.settle('ACCOUNT', down)['status']).toBe('DONE');
    expect(lenient.violationCounts()).toEqual({ 'unsorted-file': 1 });
  });

  it('is noted for blank lines, a byte order mark and carriage returns', () => {
    const line = JSON.stringify({ objectId: 'a1', ...M });
    const check = (file: string, mode: 'strict' | 'lenient') => {
      const gong = openSession({ mode });
      gong.register();
      gong.send('ACCOUNT', file, 'r1');
      gong.advance(2_000);
      return [gong.status('r1')['status'], Object.keys(gong.violationCounts())];
    };
    expect(check(`${line}\n\n`, 'strict')).toEqual(['FAILED', ['blank-line']]);
    expect(check(`${line}\n\n`, 'lenient')).toEqual(['DONE', ['blank-line']]);
    expect(check(`\uFEFF${line}\n`, 'strict')).toEqual(['FAILED', ['byte-order-mark']]);
    expect(check(`${line}\r\n`, 'strict')).toEqual(['DONE', ['carriage-return']]);
    expect(check(line, 'strict')).toEqual(['DONE', []]);
  });
});
