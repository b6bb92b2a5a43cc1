import { expect, it } from 'vitest';
import { parseProfile } from '../shared/profile/schema.ts';
import { changedIdRules, idRulesOf } from './id-rules.ts';

const list = (param: string, prefix?: string) => ({
  kind: 'list',
  url: `${param}s`,
  id: { param },
  rows: { css: 'tr' },
  objects: { ACCOUNT: { ...(prefix === undefined ? {} : { prefix }), fields: { name: { column: 'Name' } } } },
});

function rules(pages: Record<string, unknown>) {
  const parsed = parseProfile({
    format: 1,
    name: 'Old CRM',
    crm: { origin: 'http://crm.test', visibility: 'shared', tellsGoneFromDenied: true },
    session: { signedIn: { css: 'a' } },
    objects: { ACCOUNT: {} },
    pages,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return idRulesOf(parsed.profile);
}

it.each([
  ['the same source', { a: list('id') }, []],
  ['a further source with a prefix', { a: list('id'), b: list('no', 'o-') }, []],
  ['another place of the id', { a: list('no') }, ['ACCOUNT']],
  ['a prefix', { a: list('id', 'o-') }, ['ACCOUNT']],
])('changedIdRules judges %s', (_, pages, types) => {
  expect(changedIdRules(rules({ a: list('id') }), rules(pages))).toEqual(types);
});
