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
  ['a key in the wrong place', 'crm.rates', { USD: 0.9 }, 'crm.rates', /"rates" stands at the top/],
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
    'a date hole where dates are not read',
    'pages.account.objects.ACCOUNT.when',
    { field: 'name', like: '{day:date} {rest}' },
    'pages.account.objects.ACCOUNT.when.like',
    /by/,
  ],
  [
    'a brace that is no hole',
    'pages.account.objects.ACCOUNT.fields.name',
    { script: '{"name":"{value}"' },
    'pages.account.objects.ACCOUNT.fields.name.script',
    /write \\\{/,
  ],
  [
    'a script that may be absent',
    'pages.account.objects.ACCOUNT.fields.name',
    { script: "name = '{value}'", absent: 'empty' },
    'pages.account.objects.ACCOUNT.fields.name.absent',
    /emptyMarkers/,
  ],
  [
    'formats of dates at a text',
    'pages.account.objects.ACCOUNT.fields.name',
    { label: 'Name', dateFormats: 'dd.MM.yyyy' },
    'pages.account.objects.ACCOUNT.fields.name.dateFormats',
    /read as text.*date/,
  ],
  [
    'a map for all pages at a field that none of them reads as a word',
    'objects.ACCOUNT.fields',
    { modifiedDate: { map: { Handel: 'Trade' } } },
    'objects.ACCOUNT.fields.modifiedDate.map',
    /picklist/,
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

test('ids of several parts are filled into address, form and link to the record, and read back', () => {
  const profile = profileOf({
    ...BASE,
    objects: { ACCOUNT: { custom: { size: { label: 'Size', type: 'STRING' } } } },
    pages: {
      account: {
        kind: 'record',
        url: 'view.asp?company={id1}&person={id2}',
        alsoAt: 'p/{id2}/{id1}.html',
        objects: { ACCOUNT: { fields: { name: 'Name' } } },
      },
      tab: {
        kind: 'record',
        url: 'tab.asp',
        form: { who: '{id2} of {id1}' },
        objects: { ACCOUNT: { fields: { size: 'Size' } } },
      },
    },
  });
  const crmId = 'A%2FB/3';
  expect(recordPages(profile, 'ACCOUNT', crmId).map(({ request }) => request)).toEqual([
    { method: 'GET', url: 'https://crm.test/sales/view.asp?company=A%2FB&person=3' },
    { method: 'POST', url: 'https://crm.test/sales/tab.asp', form: [['who', '3 of A/B']] },
  ]);
  expect(recordUrl(profile, 'ACCOUNT', crmId)).toBe('https://crm.test/sales/view.asp?company=A%2FB&person=3');
  const read = (url: string) => pagesForUrl(profile, `https://crm.test/sales/${url}`);
  expect(read('view.asp?x=1&person=3&company=A%2FB')).toEqual([{ page: 'account', crmId }]);
  expect(read('p/3/7.html')).toEqual([{ page: 'account', crmId: '7/3' }]);
  // Where it cannot be told which part ends where, and where one is missing, it is no address of a record.
  expect([read('p/3/A%2FB.html'), read('view.asp?person=3'), read('view.asp?company=&person=3')]).toEqual([[], [], []]);
});

test.each([
  [{ 'pages.account.url': 'one.php?a={id1}&b={id3}' }, 'pages.account.url', 'none left out'],
  [{ 'pages.account.url': 'one.php?a={id1}' }, 'pages.account.url', 'none left out'],
  [{ 'pages.account.url': 'one.php?a={id}&b={id2}' }, 'pages.account.url', 'none left out'],
  [{ 'pages.accounts.id': { params: ['record'] } }, 'pages.accounts.id.params', 'at least 2 entries'],
  [{ 'pages.accounts.id': { params: ['a', 'b'], inside: '{id}' } }, 'pages.accounts.id', 'takes no "inside"'],
  [{ 'pages.accounts.id': { template: 'open({id1},{id3})' } }, 'pages.accounts.id.template', 'none left out'],
  [
    { 'pages.accounts.id': { parts: [{ param: 'a' }, { params: ['b', 'c'] }] } },
    'pages.accounts.id.parts[1]',
    'is a part of an id',
  ],
  [
    { 'pages.accounts.id': { css: 'a', parts: [{ param: 'a' }, { param: 'b' }] } },
    'pages.accounts.id',
    'takes nothing beside "parts"',
  ],
  [{ 'pages.accounts.id': { params: ['a', 'b'] } }, 'pages.account.url', 'names ACCOUNT by ids of 1 part'],
  [
    { 'objects.ACCOUNT.constants': [{ id: '7', fields: { name: 'x' } }], 'pages.accounts.id': { params: ['a', 'b'] } },
    'pages.account.url',
    'names ACCOUNT by ids of 1 part',
  ],
  [
    {
      'objects.BUSINESS_USER': {},
      'pages.accounts.objects.ACCOUNT.fields': { boss: { column: 'Boss', ids: { params: ['a', 'b'] } } },
      'pages.users': {
        kind: 'list',
        url: 'users.php',
        id: { param: 'u' },
        objects: { BUSINESS_USER: { fields: { emailAddress: 'Mail' } } },
      },
    },
    'pages.users.id',
    'names BUSINESS_USER by ids of 1 part, pages.accounts.objects.ACCOUNT.fields.boss.ids by ids of 2',
  ],
] as const)('a profile whose ids do not fit together is refused: %j', (changes, path, what) => {
  const input = Object.entries(changes).reduce<unknown>((holder, [key, value]) => {
    const keys = key.split('.');
    const last = keys.pop() ?? '';
    const copy = structuredClone(holder) as Record<string, unknown>;
    keys.reduce<Record<string, unknown>>((object, one) => object[one] as Record<string, unknown>, copy)[last] = value;
    return copy;
  }, BASE);
  const found = problemsOf(input).find((problem) => problem.path === path);
  expect(found?.what).toContain(what);
  expect(found?.example).not.toBe('');
});

test('ids of another source may have other parts when it has a prefix', () => {
  const id = { params: ['a', 'b'] };
  const own = { ACCOUNT: { prefix: 'x', id, fields: { name: 'Name' } } };
  expect(
    problemsOf({ ...BASE, pages: { ...BASE.pages, more: { kind: 'list', url: 'more.php', objects: own } } }),
  ).toEqual([]);
});

test('a label on a list is refused unless its rows are found by CSS', () => {
  const label = { ACCOUNT: { fields: { name: { label: 'Name' } } } };
  const list = { kind: 'list', url: 'a.php', id: { param: 'id' }, objects: label };
  const pages = (rows: object) => ({ ...BASE, pages: { list: { ...list, rows } } });
  expect(problemsOf(pages({ headers: ['Name'] }))).toMatchObject([{ path: 'pages.list.objects.ACCOUNT.fields.name' }]);
  expect(problemsOf(pages({ css: 'div.card' }))).toEqual([]);
});

test('a field that is followed by one the page does not have is refused', () => {
  const followed = (followedBy: unknown) =>
    problemsOf(
      changed('pages.accounts.objects', {
        ACCOUNT: { fields: { _time: 'Time', modifiedDate: { column: 'Date', followedBy } } },
      }),
    );
  expect(followed('_time')).toEqual([]);
  expect(followed('_hour')).toMatchObject([{ what: 'there is no field “_hour” on this page' }]);
  const joined = { ACCOUNT: { fields: { modifiedDate: { column: 'Date', joinedBy: '-' } } } };
  expect(problemsOf(changed('pages.accounts.objects', joined))).toMatchObject([{ what: 'has nothing to join' }]);
  expect(followed(['_time', 'modifiedDate'])).toMatchObject([{ what: '“modifiedDate” is followed by others itself' }]);
});

test('an amount whose label names a unit that the profile does not take is refused', () => {
  const faults = (amount: unknown, currency = 'EUR') =>
    problemsOf({
      ...(changed('pages.accounts.objects', {
        ACCOUNT: { fields: { name: 'Name', turnover: amount } },
      }) as object),
      crm: { origin: 'https://crm.test', currency },
      units: { Bund: { multiply: 24 } },
      objects: { ACCOUNT: { custom: { turnover: { label: 'Turnover', type: 'CURRENCY' } } } },
    }).flatMap(({ what }) => (what.includes('names the unit') ? [what] : []));
  for (const unit of ['T€', 'in T€', 'USD', '$', '千円', 'k', 'Tsd. EUR', 'Mio.', 'Bund', '000s'])
    expect(faults(`Turnover (${unit})`), unit).toHaveLength(1);
  for (const plain of ['Turnover', 'Turnover (€)', 'Turnover (EUR €)', 'Turnover (net)', 'Turnover ({unit})', 'In all'])
    expect(faults(plain), plain).toEqual([]);
  expect(faults('年間売上（円）', 'JPY')).toEqual([]);
  expect(faults({ column: 'Turnover (T€)', multiply: 1000 })).toEqual([]);
  expect(faults({ column: 'Turnover (USD)', currency: 'USD' })).toEqual([]);
});

test('an address of the next page with a hole that nothing fills is refused', () => {
  const faults = (link: object) => problemsOf(changed('pages.accounts.next', { link, url: 'list?to={to}' }));
  expect(faults({ text: 'Next', template: "turn('{to}')" })).toEqual([]);
  expect(faults({ text: 'Next' })).toMatchObject([{ what: expect.stringContaining('does not fill') }]);
});
