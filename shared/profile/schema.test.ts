import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { customFieldsOf } from './custom-fields.ts';
import { profileJsonSchema } from './json-schema.ts';
import { isAllowedRequest, listPages, pagesForUrl, recordPages, recordUrl, sessionUrl } from './requests.ts';
import { type Profile, parseProfile } from './schema.ts';

const BASE = {
  format: 1,
  name: 'test',
  crm: { origin: 'https://crm.test', base: '/sales/', sessionParams: ['stamp'], shells: ['?action=ajaxui#loc={url}'] },
  session: { signedIn: { css: '#out' } },
  objects: {
    ACCOUNT: {
      custom: {
        size: { label: 'Size', type: 'PICKLIST', values: ['S', 'L'] },
        boss: { label: 'Boss', type: 'REFERENCE', refersTo: 'BUSINESS_USER' },
      },
    },
  },
  pages: {
    accounts: {
      kind: 'list',
      url: 'index.php?module=Accounts&action=index',
      id: { param: 'record' },
      next: { param: { name: 'page' } },
      objects: { ACCOUNT: { fields: { name: 'Name' } } },
    },
    account: {
      kind: 'record',
      url: 'index.php?module=Accounts&action=DetailView&record={id}',
      objects: { ACCOUNT: { fields: { name: ['Name'].map((label) => ({ label })) } } },
    },
    tab: { kind: 'record', url: 'tab/{id}/notes.html', objects: { ACCOUNT: { fields: { size: 'Size' } } } },
  },
};

function profileOf(input: object): Profile {
  const parsed = parseProfile(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}
const problemsOf = (input: unknown) => {
  const parsed = parseProfile(input);
  return parsed.ok ? [] : parsed.problems;
};
/** The base with one value changed at a path. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(BASE) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Record<string, unknown>>((object, key) => object[key] as Record<string, unknown>, copy);
  holder[last] = value;
  return copy;
}

test('profile is the same when it is parsed a second time', () => {
  const once = profileOf(BASE);
  expect(profileOf(once)).toEqual(once);
});

test.each([
  [
    'a misspelt key',
    'pages.accounts.objects.ACCOUNT.fields.name',
    { colum: 'Name' },
    'pages.accounts.objects.ACCOUNT.fields.name',
    /column/,
  ],
  [
    'a field that Gong does not have',
    'pages.accounts.objects.ACCOUNT.fields',
    { nmae: 'Name' },
    'pages.accounts.objects.ACCOUNT.fields.nmae',
    /custom/,
  ],
  ['a record page without {id}', 'pages.account.url', 'one.php', 'pages.account.url', /\{id\}/],
  ['another origin', 'pages.accounts.url', 'https://evil.test/x', 'pages.accounts.url', /index/],
  ['an origin with a path', 'crm.origin', 'https://crm.test/sales', 'crm.origin[0]', /https/],
  ['a wrong date format', 'formats', [{ name: 'x', dateFormats: 'dd.mm.yyyy' }], 'formats[0].dateFormats[0]', /dd\.MM/],
  ['an unknown zone', 'crm.timeZone', 'Berlin', 'crm.timeZone', /Europe/],
  [
    'a template with two holes side by side',
    'pages.account.objects.ACCOUNT.fields.name',
    { label: 'Name', templates: '{a}{b}' },
    'pages.account.objects.ACCOUNT.fields.name.templates',
    /by/,
  ],
  [
    'a slow XPath',
    'pages.account.objects.ACCOUNT.fields.name',
    { xpath: '//tr[.//b]/td' },
    'pages.account.objects.ACCOUNT.fields.name.xpath',
    /td/,
  ],
  ['no sign of login', 'session', {}, 'session.signedIn', /css/],
  ['a sign that every page meets', 'session.signedIn', {}, 'session.signedIn', /css/],
  ['a list without ids', 'pages.accounts.id', undefined, 'pages.accounts.objects.ACCOUNT.id', /param/],
  [
    'a condition on an unknown field',
    'pages.account.objects.ACCOUNT.when',
    { field: '_status', is: 'Lead' },
    'pages.account.objects.ACCOUNT.when',
    /_status/,
  ],
  [
    'a picklist without values',
    'objects.ACCOUNT.custom.size',
    { label: 'Size', type: 'PICKLIST' },
    'objects.ACCOUNT.custom.size.values',
    /values/,
  ],
  ['a newer format', 'format', 9, 'format', /1/],
])('profile is refused with path and example when it has %s', (_, path, value, at, example) => {
  const problems = problemsOf(changed(path, value));
  const found = problems.find((problem) => problem.path === at || problem.path.startsWith(`${at}.`));
  expect(found, JSON.stringify(problems)).toBeDefined();
  expect(`${found?.what} ${found?.example}`).toMatch(example);
  expect(found?.why).not.toBe('');
});

test.each([[null], [7], ['x'], [[]], [{}], [{ format: 1 }], [{ format: 1, pages: 3 }]])(
  'profile is refused without an exception when it is %j',
  (input) => {
    expect(problemsOf(input).length).toBeGreaterThan(0);
  },
);

test('profile of format 0 is migrated when it is read', () => {
  const { crm, pages, ...rest } = structuredClone(BASE);
  const old = {
    ...rest,
    format: 0,
    crm: { url: 'https://crm.test', base: crm.base, sessionParams: crm.sessionParams, shells: crm.shells },
    pages: Object.fromEntries(Object.entries(pages).map(([key, { url, ...page }]) => [key, { address: url, ...page }])),
  };
  expect(profileOf(old)).toEqual(profileOf(BASE));
});

test('published JSON Schema is what the code says', () => {
  const published = JSON.parse(readFileSync(new URL('../../docs/profile.schema.json', import.meta.url), 'utf8'));
  expect(published).toEqual(JSON.parse(JSON.stringify(profileJsonSchema())));
});

test('requests are made from the profile’s addresses', () => {
  const profile = profileOf(BASE);
  expect(listPages(profile, 'ACCOUNT')).toEqual([
    {
      page: 'accounts',
      request: { method: 'GET', url: 'https://crm.test/sales/index.php?module=Accounts&action=index&page=1' },
    },
  ]);
  expect(recordPages(profile, 'ACCOUNT', 'a&b/1').map((planned) => planned.request.url)).toEqual([
    'https://crm.test/sales/index.php?module=Accounts&action=DetailView&record=a%26b%2F1',
    'https://crm.test/sales/tab/a%26b%2F1/notes.html',
  ]);
  expect(recordUrl(profile, 'ACCOUNT', '5')).toBe(
    'https://crm.test/sales/index.php?module=Accounts&action=DetailView&record=5',
  );
  expect(customFieldsOf(profile, 'ACCOUNT')).toEqual([
    { uniqueName: 'size', label: 'Size', type: 'PICKLIST', orderedValueList: ['S', 'L'] },
    { uniqueName: 'boss', label: 'Boss', type: 'REFERENCE', referenceTo: 'USER' },
  ]);
});

test.each([
  ['index.php?record=a%26b&action=DetailView&module=Accounts&extra=1', [{ page: 'account', crmId: 'a&b' }]],
  ['index.php?module=Accounts&action=index&offset=20', [{ page: 'accounts' }]],
  [
    'index.php?action=ajaxui#loc=index.php%3Fmodule%3DAccounts%26stamp%3D9%26action%3DDetailView%26record%3D7',
    [{ page: 'account', crmId: '7' }],
  ],
  ['tab/7/notes.html;jsessionid=ABC', [{ page: 'tab', crmId: '7' }]],
  ['index.php?module=Contacts&action=index', []],
  ['index.php?module=Accounts&action=DetailView&return_record=7', []],
  ['index.php?module=Accounts&action=index&then=logout', []],
])('address %s is recognised as the page that it is', (address, pages) => {
  expect(pagesForUrl(profileOf(BASE), `https://crm.test/sales/${address}`)).toEqual(pages);
});

test.each([
  ['https://crm.test/sales/index.php?module=Accounts&action=index&page=3', true],
  ['https://crm.test/sales/index.php?module=Accounts&action=DetailView&record=1', true],
  ['https://crm.test/sales/index.php?module=Accounts&action=Delete&record=1', false],
  ['https://crm.test/sales/logout.php', false],
  ['https://evil.test/sales/index.php?module=Accounts&action=index', false],
  ['https://crm.test/other.php', false],
  ['javascript:alert(1)', false],
])('request %s is allowed only when the profile describes it and it does not act', (url, allowed) => {
  expect(isAllowedRequest(profileOf(BASE), { method: 'GET', url })).toBe(allowed);
  expect(isAllowedRequest(profileOf(BASE), { method: 'POST', url, form: [] })).toBe(false);
});

test('requests carry what they take from the address of the open page, and addresses for people do not', () => {
  const parsed = parseProfile({
    format: 1,
    name: 'token',
    crm: { origin: 'http://crm.test', base: '/sales/', fromAddress: { sid: 'sid={sid}', app: '/({app})/' } },
    session: { signedIn: { css: 'a' } },
    objects: { ACCOUNT: {} },
    pages: {
      list: {
        kind: 'list',
        url: '({app})/list.asp?sid={sid}&view=all',
        id: { param: 'id' },
        objects: { ACCOUNT: { fields: { name: 'Name' } } },
      },
      one: { kind: 'record', url: 'one.asp?id={id}&sid={sid}', objects: { ACCOUNT: { fields: { name: 'Name' } } } },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { profile } = parsed;
  const open = 'http://crm.test/sales/(k7)/frame.asp?sid=A1B2&x=1';
  const [list] = listPages(profile, 'ACCOUNT');
  const [one] = recordPages(profile, 'ACCOUNT', '5 6');
  if (!list || !one) throw new Error('nothing is planned');
  expect(isAllowedRequest(profile, list.request)).toBe(true);
  expect(isAllowedRequest(profile, one.request)).toBe(true);
  expect(sessionUrl(profile, list.request.url, open)).toBe('http://crm.test/sales/(k7)/list.asp?sid=A1B2&view=all');
  expect(sessionUrl(profile, one.request.url, open)).toBe('http://crm.test/sales/one.asp?id=5%206&sid=A1B2');
  // Without a session in the open page's address the CRM is asked without one, and answers with its login page.
  expect(sessionUrl(profile, one.request.url, 'http://crm.test/')).toBe('http://crm.test/sales/one.asp?id=5%206&sid=');
  expect(recordUrl(profile, 'ACCOUNT', '5')).toBe('http://crm.test/sales/one.asp?id=5');
  expect(pagesForUrl(profile, 'http://crm.test/sales/one.asp?sid=XX&id=5')).toEqual([{ page: 'one', crmId: '5' }]);
});

test('pagesForUrl knows every page of a list when its address states the first', () => {
  const list = { kind: 'list', id: { param: 'id' }, objects: { ACCOUNT: { fields: { name: 'Name' } } } };
  const next = { param: { name: 'start', first: 0, step: 'rows' } };
  const profile = profileOf({ ...BASE, pages: { all: { ...list, url: 'l.asp?what=a&start=0', next } } });
  const at = (query: string) => pagesForUrl(profile, `https://crm.test/sales/l.asp?${query}`).map(({ page }) => page);
  expect([at('what=a&start=0'), at('start=20&what=a'), at('what=b&start=0')]).toEqual([['all'], ['all'], []]);
});
