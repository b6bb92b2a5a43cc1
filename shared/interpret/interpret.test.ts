import { expect, test } from 'vitest';
import type { RawRecord, RawValue } from '../profile/raw.ts';
import { type Profile, parseProfile } from '../profile/schema.ts';
import { evidenceSigns } from './evidence.ts';
import {
  aliasesOf,
  constantReadings,
  hasRole,
  type InterpretContext,
  impliedUsers,
  interpretRecord,
} from './interpret.ts';

const READ_AT = '2026-01-02T03:04:05.000Z';

function profileOf(fields: object = {}, more: object = {}): Profile {
  const parsed = parseProfile({
    format: 1,
    name: 'test',
    crm: { origin: 'https://crm.test', currency: 'EUR' },
    session: { signedIn: { css: '#out' } },
    emptyMarkers: ['N/A'],
    units: { 'T€': { multiply: 1000, currency: 'EUR' } },
    signs: { lang: { css: '#lang' }, zone: { css: '#zone' } },
    formats: [
      {
        name: 'dates',
        when: { lang: 'de' },
        dateFormats: ['dd.MM.yyyy', 'dd.MM.yyyy HH:mm'],
        decimal: ',',
        group: '.',
        language: 'de',
      },
      { name: 'us', when: { lang: 'us' }, dateFormats: ['MM/dd/yyyy', 'MM/dd/yyyy hh:mma'], decimal: '.', group: ',' },
      { name: 'berlin', when: { viewer: 'anna' }, timeZone: 'Europe/Berlin' },
      { name: 'zones', timeZoneFrom: { sign: 'zone', map: { Eastern: 'America/New_York' } } },
    ],
    objects: {
      BUSINESS_USER: { aliases: ['{_login}', '{_first} {_last}'], emailFromLogin: '{login}@firm.test' },
      STAGE: { constants: [{ id: 'won', aliases: ['Gewonnen'], fields: { name: 'Closed Won', sortOrder: 5 } }] },
      ACCOUNT: {},
      DEAL: { fields: { status: { map: { Open: 'OPEN' }, mapByLanguage: { de: { Offen: 'OPEN' } } } } },
    },
    pages: {
      deals: {
        kind: 'list',
        url: 'list',
        id: { param: 'id' },
        objects: { DEAL: { fields: { name: 'Name', closeDate: 'Close' } } },
      },
      deal: {
        kind: 'record',
        url: 'deal?id={id}',
        objects: {
          DEAL: {
            fields: {
              name: 'Name',
              closeDate: 'Close',
              amount: { label: ['Amount', 'Amount ({unit})'] },
              createdDate: { label: 'Created', templates: ['{value} by {user}', '{value}'] },
              status: 'Status',
              stage: 'Stage',
              ownerId: 'Owner',
              accountId: { label: 'Account', ids: { param: 'id' }, prefix: 'org' },
              ...fields,
            },
          },
        },
      },
      info: {
        kind: 'record',
        url: 'info?id={id}',
        objects: { DEAL: { fields: { modifiedDate: 'Modified', name: 'Name' } } },
      },
    },
    ...more,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}

const text = (value: string, more: object = {}): RawValue => ({ state: 'value', text: value, ...more });
function piece(fields: Record<string, RawValue>, page = 'deal', more: Partial<RawRecord> = {}): RawRecord {
  return { objectType: 'DEAL', page, crmId: '7', fields, ...more };
}
function interpret(raws: RawRecord[], context: Partial<InterpretContext> = {}) {
  return interpretRecord(raws, {
    profile: profileOf(),
    readAt: READ_AT,
    signs: { lang: 'de', viewer: 'anna' },
    lookup: () => [],
    ...context,
  });
}
const fieldsOf = (fields: Record<string, RawValue>, context: Partial<InterpretContext> = {}) =>
  interpret([piece(fields)], context).fields;
const codesOf = (fields: Record<string, RawValue>, context: Partial<InterpretContext> = {}) =>
  interpret([piece(fields)], context).problems.map(({ code, field }) => `${field}: ${code}`);

test('interpretation maps the words of a text field, and refuses those that no map has', () => {
  const profile = profileOf(
    { heat: { label: 'Heat', mapByLanguage: { de: { kalt: 'Cold' } } }, hot: { label: 'Hot', map: { x: true } } },
    {
      objects: {
        DEAL: {
          custom: { heat: { label: 'Heat', type: 'STRING' }, hot: { label: 'Hot', type: 'BOOLEAN' } },
        },
        STAGE: {},
        ACCOUNT: {},
        BUSINESS_USER: {},
      },
    },
  );
  expect(fieldsOf({ heat: text('kalt'), hot: text('x') }, { profile })).toMatchObject({ heat: 'Cold', hot: true });
  expect(codesOf({ heat: text('lau') }, { profile })).toEqual(['heat: picklist-unknown']);
});

test('interpretation takes a reference for empty where its place links to a record that another field reads there', () => {
  const place = (has: string) => ({ label: 'Related to', ids: { param: 'id', has } });
  const profile = profileOf({ accountId: place('module=Accounts'), _person: place('module=Contacts') });
  const one = (ids: string[]) => text('Ann Lee', { ids });
  expect(fieldsOf({ accountId: one(['7']), _person: one([]) }, { profile })).toMatchObject({ accountId: '7' });
  expect(fieldsOf({ accountId: one([]), _person: one(['9']) }, { profile })).toMatchObject({ accountId: null });
  expect(codesOf({ accountId: one([]), _person: one([]) }, { profile })).toEqual(['accountId: reference-unresolved']);
  // Another place says nothing about this one, whatever it links to.
  const apart = profileOf({ accountId: place('module=Accounts'), _person: { ...place('x=y'), label: 'Person' } });
  expect(codesOf({ accountId: one([]), _person: one(['9']) }, { profile: apart })).toEqual([
    'accountId: reference-unresolved',
  ]);
});

test('interpretation takes a link for its record though its text is a mark of emptiness', () => {
  expect(fieldsOf({ accountId: text('N/A', { ids: [] }) })).toMatchObject({ accountId: null });
  expect(fieldsOf({ accountId: text('N/A', { ids: ['7'] }) })).toEqual(
    fieldsOf({ accountId: text('Acme', { ids: ['7'] }) }),
  );
});

test('interpretation takes no name for empty by a mark that is stated for all fields', () => {
  expect(fieldsOf({ name: text('N/A'), closeDate: text('N/A') })).toMatchObject({ name: 'N/A', closeDate: null });
});

test('interpretation refuses a time that the clock showed twice', () => {
  expect(codesOf({ createdDate: text('25.10.2026 02:30') })).toEqual(['createdDate: date-in-overlap']);
});

test('interpretation names the word for a zone that the profile does not know', () => {
  const signs = { lang: 'de', zone: 'Pacific' };
  const [problem] = interpret([piece({ createdDate: text('31.07.2025 14:05') })], { signs }).problems;
  expect(problem).toMatchObject({ code: 'date-zone-unknown', message: expect.stringContaining('“Pacific”') });
});

test('interpretation gives final values when the viewer’s signs prove the formats', () => {
  const de = {
    closeDate: text('31.01.2026'),
    createdDate: text('31.07.2025 14:05 by anna'),
    amount: text('1.234,50'),
    status: text('Offen'),
  };
  expect(fieldsOf(de)).toEqual({
    closeDate: '2026-01-31',
    createdDate: '2025-07-31T12:05:00Z',
    amount: 1234.5,
    status: 'OPEN',
    url: 'https://crm.test/deal?id=7',
  });
  const us = {
    closeDate: text('01/31/2026'),
    createdDate: text('07/31/2025 02:05pm'),
    amount: text('1,234.50'),
    status: text('Open'),
  };
  expect(fieldsOf(us, { signs: { lang: 'us', zone: 'Eastern' } })).toMatchObject({
    closeDate: '2026-01-31',
    createdDate: '2025-07-31T18:05:00Z',
    amount: 1234.5,
  });
});

test('interpretation guesses nothing when no sign proves formats or zone', () => {
  const raws = {
    closeDate: text('31.01.2026'),
    createdDate: text('2025-07-31 14:05'),
    amount: text('1.234,50'),
    status: text('Offen'),
  };
  expect(fieldsOf(raws, { signs: {} })).toEqual({ url: 'https://crm.test/deal?id=7' });
  expect(codesOf(raws, { signs: {} })).toEqual([
    'closeDate: date-unparsable',
    'createdDate: date-zone-unknown',
    'amount: number-format-unknown',
    'status: picklist-unknown',
  ]);
});

test('interpretation tells empty, masked, cut and unread apart', () => {
  expect(fieldsOf({ closeDate: text('N/A'), amount: { state: 'empty' } })).toMatchObject({
    closeDate: null,
    amount: null,
  });
  expect(codesOf({ name: text('***'), amount: { state: 'unread', code: 'ambiguous' } })).toEqual([
    'name: text-masked',
    'amount: ambiguous',
  ]);
});

test('interpretation takes units out of the label when the profile knows them', () => {
  expect(fieldsOf({ amount: text('12,5', { label: 'Amount (T€):' }) })).toMatchObject({ amount: 12500 });
  expect(fieldsOf({ amount: text('12,5', { label: 'Amount (€)' }) })).toMatchObject({ amount: 12.5 });
  expect(codesOf({ amount: text('12,5', { label: 'Amount (USD)' }) })).toEqual(['amount: currency-other']);
});

test('interpretation takes the currency from a field of its own and guesses none where it is not shown', () => {
  const amount = { label: 'Amount', currencyFrom: '_currency' };
  const read = (shown: RawValue | undefined, value = '1.200,50') => {
    const profile = profileOf({ amount, _currency: 'Currency' }, { rates: { USD: 0.5 } });
    const raw = piece({ amount: text(value), ...(shown ? { _currency: shown } : {}) });
    const { fields, problems } = interpret([raw], { profile });
    return fields['amount'] ?? problems.find(({ field }) => field === 'amount')?.code;
  };
  expect([read(text('EUR')), read(text('USD')), read(text('EUR'), '1.200,50 €')]).toEqual([1200.5, 600.25, 1200.5]);
  expect(read(text('EUR'), '$ 1.200,50')).toBe('currency-other');
  expect(read(text('CHF'))).toBe('currency-other');
  expect([
    read({ state: 'empty' }),
    read(undefined),
    read({ state: 'unread', code: 'ambiguous' }),
    read(text('xx')),
  ]).toEqual(Array(4).fill('currency-unknown'));
});

test('interpretation prefers record pages to the list and reports pages that differ', () => {
  const list = piece({ name: text('Short'), closeDate: text('01.02.2026') }, 'deals');
  expect(
    interpret([list, piece({ name: text('Whole name'), closeDate: { state: 'unread', code: 'not-on-page' } })]).fields,
  ).toMatchObject({ name: 'Whole name', closeDate: '2026-02-01' });
  const differing = interpret([piece({ name: text('A') }), piece({ name: text('B') }, 'info')]);
  expect(differing.fields).not.toHaveProperty('name');
  expect(differing.problems).toMatchObject([{ code: 'pages-differ', field: 'name' }]);
});

test('interpretation resolves references by link, name, constant and login, and refuses two candidates', () => {
  const lookup = (type: string, name: string) =>
    type === 'BUSINESS_USER' ? ({ 'Anna Smith': ['11'], 'Max Doe': ['12', '13'] }[name] ?? []) : [];
  expect(
    fieldsOf(
      { ownerId: text('Smith,  Anna'), stage: text('Gewonnen'), accountId: text('Acme', { ids: ['4711'] }) },
      { lookup },
    ),
  ).toMatchObject({ ownerId: '11', stage: 'won', accountId: 'x-org--4711' });
  expect(
    codesOf(
      { ownerId: text('Max Doe'), stage: text('Unknown stage'), accountId: text('Acme', { ids: [] }) },
      { lookup },
    ),
  ).toEqual(['ownerId: reference-ambiguous', 'stage: reference-unresolved', 'accountId: reference-unresolved']);
  expect(codesOf({ accountId: text('Acme', { ids: ['1', '2'] }) })).toEqual(['accountId: reference-ambiguous']);
  expect(fieldsOf({ ownerId: text('jsmith') })).toMatchObject({ ownerId: 'jsmith' });
  expect(
    impliedUsers(profileOf(), [piece({ ownerId: text('jsmith') })], { readAt: READ_AT, lookup: () => [] }),
  ).toMatchObject([{ objectType: 'BUSINESS_USER', objectId: 'jsmith', fields: { emailAddress: 'jsmith@firm.test' } }]);
});

test('interpretation uses the words of the source that gave the value when a field has several', () => {
  const profile = profileOf({ closeDate: [{ label: 'Close' }, { label: 'Until', dateFormats: 'yyyy/MM/dd' }] });
  expect(fieldsOf({ closeDate: text('2026/01/31', { source: 1 }) }, { profile })).toMatchObject({
    closeDate: '2026-01-31',
  });
  expect(codesOf({ closeDate: text('2026/01/31') }, { profile })).toEqual(['closeDate: date-unparsable']);
});

test('aliases, constants and roles come from the profile', () => {
  const user = piece({ _login: text('asmith'), _first: text('Anna'), _last: { state: 'empty' } }, 'deal', {
    objectType: 'BUSINESS_USER',
  });
  expect(aliasesOf(profileOf(), [user])).toEqual(['asmith']);
  expect(constantReadings(profileOf(), READ_AT)).toEqual([
    {
      objectType: 'STAGE',
      objectId: 'won',
      presence: 'present',
      fields: { name: 'Closed Won', sortOrder: 5 },
      problems: [],
      readAt: READ_AT,
    },
  ]);
  expect(hasRole([piece({})])).toBe(true);
  expect(hasRole([piece({}, 'deals', { role: 'unknown' })])).toBeNull();
  expect(hasRole([piece({}, 'deals', { role: 'unknown' }), piece({}, 'deal', { role: 'unmet' })])).toBe(false);
});

test('evidence of whole columns chooses formats only when exactly one reads them all', () => {
  const profile = profileOf(
    {},
    {
      formats: [
        { name: 'european', byEvidence: true, dateFormats: 'dd/MM/yyyy' },
        { name: 'american', byEvidence: true, dateFormats: 'MM/dd/yyyy' },
      ],
    },
  );
  const dates = (...texts: string[]) => texts.map((one) => piece({ closeDate: text(one) }));
  expect(evidenceSigns(profile, dates('01/02/2026', '03/04/2026'))).toEqual({});
  const signs = evidenceSigns(profile, dates('01/02/2026', '31/01/2026'));
  expect(signs).toEqual({ evidence: 'european' });
  expect(fieldsOf({ closeDate: text('01/02/2026') }, { profile, signs })).toMatchObject({ closeDate: '2026-02-01' });
  expect(codesOf({ closeDate: text('01/02/2026') }, { profile, signs: {} })).toEqual(['closeDate: date-unparsable']);
});

test('interpretation puts a date and its time together and takes no part of a value for the whole', () => {
  const createdDate = { label: 'Created', followedBy: '_time', dateFormats: ['dd.MM.yyyy HH:mm', 'dd.MM.yyyy'] };
  const read = (date: RawValue, time: RawValue | undefined, more: object = {}) => {
    const profile = profileOf({ createdDate: { ...createdDate, ...more }, _time: 'Time' });
    const raw = piece({ createdDate: date, ...(time ? { _time: time } : {}) });
    const { fields, problems } = interpret([raw], { profile });
    return fields['createdDate'] ?? problems.find(({ field }) => field === 'createdDate')?.code ?? null;
  };
  const day = text('31.07.2025');
  expect(read(day, text('14:05'))).toBe('2025-07-31T12:05:00Z');
  expect(read(day, { state: 'empty' })).toBe('date-time-missing');
  expect(read(day, { state: 'empty' }, { dateOnly: 'start-of-day' })).toBe('2025-07-30T22:00:00Z');
  expect(read(day, text('***'), { dateOnly: 'start-of-day' })).toBe('text-masked');
  expect(read(day, undefined, { dateOnly: 'start-of-day' })).toBe('not-on-page');
  expect(read(day, text('25:00'))).toBe('date-impossible');
  expect([read({ state: 'empty' }, { state: 'empty' }), read({ state: 'empty' }, text('00:00'))]).toEqual([
    null,
    'date-unparsable',
  ]);
});

test('interpretation takes the unit out of a label however the page writes it, and never loses it', () => {
  const read = (label: string, column: string[], unit: Record<string, object> = { 'T€': { multiply: 1000 } }) => {
    const profile = profileOf({ amount: { label: column } }, { units: unit });
    const { fields, problems } = interpret([piece({ amount: { state: 'value', text: '5', label } })], { profile });
    return fields['amount'] ?? problems[0]?.code;
  };
  for (const label of ['Amount (T€)', 'AMOUNT (T€) ▲', 'Amount （T€）', '* Amount (t€):', '▼Amount (T€)'])
    expect(read(label, ['Amount ({unit})']), label).toBe(5000);
  expect(read('年間売上 （千円）', ['年間売上 ({unit})'], { 千円: { multiply: 1000 } })).toBe(5000);
  expect(read('Amount (k)', ['amount ({unit})'], { k: { multiply: 1000 }, K: { multiply: 1024 } })).toBe(5000);
  expect(read('Amount', ['Amount', 'Amount ({unit})'])).toBe(5);
  expect(read('Amount in T€', ['Amount ({unit})'])).toBe('unit-unknown');
});

test('interpretation joins the parts of a number by what the profile says, and leaves out empty ones', () => {
  const read = (exchange: RawValue, number: RawValue) => {
    const name = { css: '#a', followedBy: ['_exchange', '_number'], joinedBy: '-' };
    const profile = profileOf({ name, _exchange: { css: '#b' }, _number: { css: '#c' } });
    return fieldsOf({ name: text('03'), _exchange: exchange, _number: number }, { profile })['name'];
  };
  expect(read(text('1234'), text('0007'))).toBe('03-1234-0007');
  expect(read({ state: 'empty' }, text('12340007'))).toBe('03-12340007');
});

test('interpretation takes two lines for one text only when the profile says so', () => {
  expect(codesOf({ name: text('Forklifts\nAcme Corp.') })).toEqual(['name: several-lines']);
  const profile = profileOf({ name: { label: 'Name', as: 'text' } });
  expect(fieldsOf({ name: text('Forklifts\nAcme Corp.') }, { profile })).toMatchObject({
    name: 'Forklifts Acme Corp.',
  });
  expect(fieldsOf({ name: text('Forklifts\n') })).toMatchObject({ name: 'Forklifts' });
});

test('interpretation decodes entities that a person sees only when the profile says so', () => {
  const shown = text('Smith &amp; Sons');
  const profile = profileOf({ name: { label: 'Name', decodeEntities: 'all' } });
  expect(fieldsOf({ name: shown })).toMatchObject({ name: 'Smith &amp; Sons' });
  expect(fieldsOf({ name: shown }, { profile })).toMatchObject({ name: 'Smith & Sons' });
});
