import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseDate } from '../values/dates.ts';
import { parseDomains } from '../values/domains.ts';
import { parseEmail } from '../values/email.ts';
import { parsePhone } from '../values/phone.ts';
import { parseUrl } from '../values/url.ts';
import {
  CUSTOM_FIELD_TYPES,
  type CustomField,
  customFieldSchema,
  customFieldsSchema,
  referencedType,
} from './custom-field.ts';
import { objectIdOf } from './object-id.ts';
import type { ObjectType } from './object-type.ts';
import { checkRecord } from './record-schema.ts';

// Thousands of runs take seconds where other suites keep the processor busy.
vi.setConfig({ testTimeout: 60_000 });

const MODIFIED = '2026-01-31T10:00:00Z';

const problems = (type: ObjectType, record: unknown, custom?: readonly CustomField[]) => {
  const result = checkRecord(type, record, custom);
  return result.ok ? [] : result.problems.map(({ code, field }) => `${field ?? ''}: ${code}`);
};

const FULL: Record<ObjectType, Record<string, unknown>> = {
  BUSINESS_USER: {
    objectId: 'u1',
    modifiedDate: MODIFIED,
    isDeleted: false,
    url: 'https://crm.example/u?id=1',
    emailAddress: 'a@x.com',
  },
  STAGE: { objectId: 'won', modifiedDate: MODIFIED, name: 'Closed Won', isActive: true, sortOrder: 5 },
  ACCOUNT: {
    objectId: '1',
    modifiedDate: MODIFIED,
    url: 'http://crm/a',
    name: 'Acme',
    domains: ['acme.com', 'xn--mller-kva.de'],
  },
  CONTACT: {
    objectId: 'jane@acme.com',
    modifiedDate: '2026-01-31T10:00:00-07:00',
    accountId: '1',
    emailAddress: 'jane@acme.com',
    firstName: 'Jane',
    lastName: null,
    title: 'CEO',
    phoneNumber: '+14055766687',
  },
  DEAL: {
    objectId: 'd-1',
    modifiedDate: MODIFIED,
    accountId: '1',
    ownerId: 'u1',
    name: 'Deal',
    createdDate: MODIFIED,
    closeDate: '2026-02-28',
    status: 'WON',
    stage: 'won',
    amount: 12.5,
  },
  LEAD: {
    objectId: 'l',
    modifiedDate: MODIFIED,
    convertedToDealId: 'd-1',
    convertedToContactId: null,
    convertedToAccountId: '1',
  },
};

const CUSTOM: CustomField[] = [
  { uniqueName: 'hot', label: 'Hot', type: 'BOOLEAN' },
  { uniqueName: 'day', label: 'Day', type: 'DATE' },
  { uniqueName: 'moment', label: 'Moment', type: 'DATETIME' },
  { uniqueName: 'rating', label: 'Rating', type: 'PICKLIST', orderedValueList: ['A', 'B'] },
  { uniqueName: 'seats', label: 'Seats', type: 'NUMBER' },
  { uniqueName: 'chance', label: 'Chance', type: 'PERCENT' },
  { uniqueName: 'budget', label: 'Budget', type: 'CURRENCY' },
  { uniqueName: 'note', label: 'Note', type: 'STRING' },
  { uniqueName: 'site', label: 'Site', type: 'URL' },
  { uniqueName: 'mail', label: 'Mail', type: 'EMAILADDRESS' },
  { uniqueName: 'phone', label: 'Phone', type: 'PHONENUMBER' },
  { uniqueName: 'partner', label: 'Partner', type: 'REFERENCE', referenceTo: 'ACCOUNT' },
  { uniqueName: 'erp', label: 'ERP', type: 'ID' },
];

describe('checkRecord', () => {
  it.each(Object.entries(FULL))('takes a full %s', (type, record) => {
    expect(checkRecord(type as ObjectType, record)).toEqual({ ok: true, record });
  });

  it.each([
    ['BUSINESS_USER', ['modifiedDate', 'emailAddress']],
    ['STAGE', ['name']],
    ['ACCOUNT', ['modifiedDate']],
    ['CONTACT', ['modifiedDate']],
    ['DEAL', ['modifiedDate']],
    ['LEAD', ['modifiedDate']],
  ] as [ObjectType, string[]][])('misses in %s exactly what Gong needs', (type, fields) => {
    const mandatory = ['objectId', ...fields].map((field) => `${field}: mandatory-missing`).sort();
    expect(problems(type, {}).sort()).toEqual(mandatory);
    const blank = Object.fromEntries(['objectId', ...fields].map((field) => [field, field === 'objectId' ? '' : null]));
    expect(problems(type, blank).sort()).toEqual(mandatory);
  });

  it('needs no address of a user who is deleted, and knows no deleted stage', () => {
    expect(problems('BUSINESS_USER', { objectId: 'u', modifiedDate: MODIFIED, isDeleted: true })).toEqual([]);
    expect(problems('STAGE', { ...FULL.STAGE, isDeleted: true })).toEqual(['isDeleted: field-unknown']);
  });

  it.each([
    ['ACCOUNT', 'objectId', 'a_b'],
    ['ACCOUNT', 'objectId', 'a'.repeat(65)],
    ['ACCOUNT', 'objectId', 7],
    ['ACCOUNT', 'modifiedDate', '2026-01-31T10:00:00.000Z'],
    ['ACCOUNT', 'modifiedDate', '2026-01-31'],
    ['ACCOUNT', 'modifiedDate', '2026-02-30T10:00:00Z'],
    ['ACCOUNT', 'modifiedDate', '2026-01-31T10:00:00'],
    ['ACCOUNT', 'url', '/a?id=1'],
    ['ACCOUNT', 'url', 'javascript:alert(1)'],
    ['ACCOUNT', 'name', ''],
    ['ACCOUNT', 'name', '  '],
    ['ACCOUNT', 'name', 'M\uFFFDller'],
    ['ACCOUNT', 'name', '\ud800'],
    ['ACCOUNT', 'name', 7],
    ['ACCOUNT', 'domains', 'acme.com'],
    ['ACCOUNT', 'domains', ['www.Acme.com']],
    ['ACCOUNT', 'domains', ['acme.com', 'acme.com']],
    ['ACCOUNT', 'domains', ['10.0.0.1']],
    ['ACCOUNT', 'isDeleted', 'no'],
    ['CONTACT', 'emailAddress', 'a@x.com; b@x.com'],
    ['CONTACT', 'accountId', 'a b'],
    ['DEAL', 'closeDate', '2026-02-30'],
    ['DEAL', 'closeDate', '2026-02-28T00:00:00Z'],
    ['DEAL', 'status', 'won'],
    ['DEAL', 'amount', '12.5'],
    ['DEAL', 'amount', Number.NaN],
    ['DEAL', 'amount', Number.POSITIVE_INFINITY],
    ['STAGE', 'sortOrder', 0],
    ['STAGE', 'sortOrder', 1.5],
    ['STAGE', 'isActive', 1],
  ] as [ObjectType, string, unknown][])('refuses in %s %s = %j and names the field once', (type, field, value) => {
    expect(problems(type, { ...FULL[type], [field]: value })).toEqual([`${field}: value-invalid`]);
  });

  it('refuses fields that nobody has declared, and what is no record', () => {
    expect(problems('ACCOUNT', { ...FULL.ACCOUNT, industry: 'x' })).toEqual(['industry: field-unknown']);
    for (const junk of [null, 'x', 7, undefined]) expect(problems('ACCOUNT', junk)).toEqual([': value-invalid']);
  });

  it('takes custom fields in the form of their types, and null', () => {
    const values = {
      hot: false,
      day: '2020-05-31',
      moment: '2020-12-17T07:37:21+02:00',
      rating: 'B',
      seats: 45.66,
      chance: 100,
      budget: -5,
      note: 'x',
      site: 'https://x.de',
      mail: 'a@x.com',
      phone: '+14055766687',
      partner: '1',
      erp: 'K_1',
    };
    expect(problems('DEAL', { ...FULL.DEAL, ...values }, CUSTOM)).toEqual([]);
    const empty = Object.fromEntries(CUSTOM.map(({ uniqueName }) => [uniqueName, null]));
    expect(problems('DEAL', { ...FULL.DEAL, ...empty }, CUSTOM)).toEqual([]);
    expect(Object.keys(values)).toHaveLength(CUSTOM_FIELD_TYPES.length);
  });

  it.each([
    ['hot', 'false'],
    ['day', '31.05.2020'],
    ['moment', '2020-12-17T07:37:21.5Z'],
    ['rating', 'C'],
    ['seats', '45'],
    ['chance', 101],
    ['chance', -1],
    ['budget', '5 EUR'],
    ['note', ''],
    ['site', 'x.de'],
    ['mail', 'a@x'],
    ['phone', 14055766687],
    ['partner', 'K_1'],
    ['erp', 1],
  ])('refuses the custom field %s = %j', (field, value) => {
    expect(problems('DEAL', { ...FULL.DEAL, [field]: value }, CUSTOM)).toEqual([`${field}: value-invalid`]);
  });

  it('takes whatever the readers of values make', () => {
    const parts = fc.array(
      fc.constantFrom('a', '1', '31.01.2026', '14:05', 'www.acme.com', '@', '.', '/', ' ', ':', '+49 221 1234567', 'é'),
      { maxLength: 6 },
    );
    let taken = 0;
    fc.assert(
      fc.property(parts, (pieces) => {
        const text = pieces.join('');
        const email = parseEmail(text);
        const url = parseUrl(text, { base: 'http://crm.example/' });
        const domains = parseDomains(text);
        const phone = parsePhone(text);
        const created = parseDate(text, { as: 'datetime', formats: ['dd.MM.yyyy HH:mm'], zone: 'Asia/Kolkata' });
        const close = parseDate(text, { as: 'date', formats: ['dd.MM.yyyy'] });
        const id = text === '' ? '1' : objectIdOf('DEAL', text);
        const contact = {
          objectId: id,
          modifiedDate: MODIFIED,
          ...(email.ok && { emailAddress: email.value }),
          ...(phone.ok && { phoneNumber: phone.value }),
          ...(url.ok && { url: url.value }),
        };
        expect(problems('CONTACT', contact)).toEqual([]);
        expect(
          problems('ACCOUNT', { objectId: id, modifiedDate: MODIFIED, ...(domains.ok && { domains: domains.value }) }),
        ).toEqual([]);
        const deal = {
          objectId: id,
          modifiedDate: MODIFIED,
          ...(created.ok && { createdDate: created.value }),
          ...(close.ok && { closeDate: close.value }),
        };
        expect(problems('DEAL', deal)).toEqual([]);
        if (created.ok || close.ok || email.ok || (domains.ok && domains.value.length > 0)) taken += 1;
      }),
      { numRuns: 5000, seed: 20260131 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

describe('customFieldSchema', () => {
  it('takes one of every type', () => {
    expect(customFieldsSchema.safeParse(CUSTOM).success).toBe(true);
  });

  it.each([
    [{ uniqueName: 'a b', label: 'x', type: 'STRING' }, 'uniqueName'],
    [{ uniqueName: 'amount', label: 'x', type: 'STRING' }, 'uniqueName'],
    [{ uniqueName: 'isDeleted', label: 'x', type: 'STRING' }, 'uniqueName'],
    [{ uniqueName: 'a', label: ' ', type: 'STRING' }, 'label'],
    [{ uniqueName: 'a', label: 'x', type: 'STRINGARRAY' }, 'type'],
    [{ uniqueName: 'a', label: 'x', type: 'PICKLIST' }, 'orderedValueList'],
    [{ uniqueName: 'a', label: 'x', type: 'PICKLIST', orderedValueList: [] }, 'orderedValueList'],
    [{ uniqueName: 'a', label: 'x', type: 'PICKLIST', orderedValueList: ['A', 'A'] }, 'orderedValueList'],
    [{ uniqueName: 'a', label: 'x', type: 'STRING', orderedValueList: ['A'] }, 'orderedValueList'],
    [{ uniqueName: 'a', label: 'x', type: 'REFERENCE' }, 'referenceTo'],
    [{ uniqueName: 'a', label: 'x', type: 'REFERENCE', referenceTo: 'BUSINESS_USER' }, 'referenceTo'],
    [{ uniqueName: 'a', label: 'x', type: 'ID', referenceTo: 'USER' }, 'referenceTo'],
  ])('refuses %j at %s', (field, path) => {
    expect(customFieldSchema.safeParse(field).error?.issues[0]?.path[0]).toBe(path);
  });

  it('refuses one name twice, whatever its case', () => {
    const twice = [CUSTOM[0], { ...CUSTOM[0], uniqueName: 'HOT' }];
    expect(customFieldsSchema.safeParse(twice).error?.issues[0]?.path).toEqual([1, 'uniqueName']);
  });

  it('keeps users under their own object type', () => {
    expect([referencedType('USER'), referencedType('DEAL')]).toEqual(['BUSINESS_USER', 'DEAL']);
  });
});
