import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseProfile } from '../../../shared/profile/schema.ts';
import { checkPages } from '../check.ts';
import { loadPage } from '../load-page.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

// Invented CRMs of other families, each with a profile written from docs/profiles.md alone, and what its pages say, compared with them by eye.
test.each(readdirSync(FIXTURES))('a profile written from the documentation reads a CRM of the family %s', (family) => {
  const folder = join(FIXTURES, family);
  const parsed = parseProfile(JSON.parse(readFileSync(join(folder, 'profile.json'), 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 1));
  const files = readdirSync(folder).filter((name) => name.endsWith('.html'));
  const loaded = files.map((name) => loadPage(parsed.profile, join(folder, name), undefined));
  const read = checkPages(parsed.profile, loaded, '2026-01-02T12:00:00.000Z').map((page, index) => [
    files[index],
    {
      state: page.state,
      next: page.next,
      records: page.records.map(({ objectType, objectId, fields, problems }) => ({
        objectType,
        objectId,
        fields,
        problems: (problems as { field?: string; code: string }[]).map(({ field, code }) => `${field}: ${code}`),
      })),
    },
  ]);
  expect(Object.fromEntries(read)).toEqual(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));
});
