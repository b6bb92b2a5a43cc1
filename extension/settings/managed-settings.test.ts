import { describe, expect, it } from 'vitest';
import { readPolicy, webOrigin } from './managed-settings.ts';

describe('the Worker’s address', () => {
  it.each([
    ['https://bridge.example.com/', 'https://bridge.example.com'],
    ['  bridge.example.com/admin ', 'https://bridge.example.com'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['http://bridge.example.com', null],
    ['javascript:alert(1)', null],
    ['', null],
  ])('%j is %j', (address, expected) => {
    expect(webOrigin(address)).toBe(expected);
  });
});

describe('readPolicy', () => {
  const whole = {
    workerAddress: 'https://bridge.example.com/',
    enrolmentKey: ' ABCDE ',
    capture: false,
    openTabs: true,
    quietHours: '22 - 6',
    crmOrigins: ['http://crm.example.com/start.php'],
    supportText: 'Call 4711',
  };
  const good = {
    workerAddress: 'https://bridge.example.com',
    enrolmentKey: 'ABCDE',
    capture: false,
    openTabs: true,
    quietHours: { from: 22, to: 6 },
    crmOrigins: ['http://crm.example.com'],
    supportText: 'Call 4711',
  };

  it('reads every setting', () => {
    expect(readPolicy(whole, {}, false)).toEqual({ settings: good, problems: [] });
  });

  it.each([
    ['workerAddress', 'http://bridge.example.com'],
    ['workerAddress', 4711],
    ['enrolmentKey', ''],
    ['capture', 'yes'],
    ['openTabs', 1],
    ['quietHours', '22-25'],
    ['quietHours', 'at night'],
    ['crmOrigins', []],
    ['crmOrigins', ['https://crm.example.com', 'ftp://files.example.com']],
    ['crmOrigins', 'https://crm.example.com'],
    ['supportText', 'x'.repeat(201)],
  ])('keeps the last good %s where the policy says %j, and notes it without quoting it', (key, value) => {
    const { settings, problems } = readPolicy({ ...whole, [key]: value }, good, false);
    expect(settings).toEqual(good);
    expect(problems).toMatchObject([{ key, what: expect.stringMatching(/known before stays/) }]);
    const { [key as keyof typeof good]: _, ...others } = good;
    expect(readPolicy({ ...whole, [key]: value }, {}, false).settings).toEqual(others);
  });

  it('keeps everything while the policy is late, and says so', () => {
    expect(readPolicy({}, good, false)).toMatchObject({ settings: good, problems: [{ key: '' }] });
    expect(readPolicy({}, {}, false)).toEqual({ settings: {}, problems: [] });
  });

  it('lets go of what the policy no longer names', () => {
    expect(readPolicy({}, good, true)).toEqual({ settings: {}, problems: [] });
    expect(readPolicy({ capture: true }, good, false).settings).toEqual({ capture: true });
  });

  it('notes a setting that does not exist', () => {
    expect(readPolicy({ workerAdress: 'https://bridge.example.com' }, {}, false).problems).toMatchObject([
      { key: 'workerAdress' },
    ]);
  });
});
