import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPages } from '../../../test/profile/check.ts';
import { loadPage } from '../../../test/profile/load-page.ts';
import { customFieldSchema } from '../../objects/custom-field.ts';
import { customFieldsOf } from '../custom-fields.ts';
import { type Profile, parseProfile } from '../schema.ts';

const HERE = import.meta.dirname;
const READ_AT = '2026-01-01T00:00:00.000Z';

const PRESETS = [
  { preset: 'sugarcrm-ce-6.5.json', fixtures: 'sugarcrm' },
  { preset: 'dolibarr.json', fixtures: 'dolibarr' },
  { preset: 'xrms.json', fixtures: 'xrms' },
];

function readProfile(file: string): Profile {
  const parsed = parseProfile(JSON.parse(readFileSync(join(HERE, file), 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 1));
  return parsed.profile;
}

/** Every page of the folder, read together; problems as `field: code`. */
function readFixtures(profile: Profile, folder: string): Record<string, unknown> {
  const files = readdirSync(join(HERE, 'fixtures', folder)).filter(
    (name) => /\.(html|json)$/.test(name) && !/headers\.json$|^expected/.test(name),
  );
  const loaded = files.map((name) => loadPage(profile, join(HERE, 'fixtures', folder, name), undefined));
  return Object.fromEntries(
    checkPages(profile, loaded, READ_AT).map((page, index) => [
      files[index],
      {
        kind: page.kind,
        state: page.state,
        ...(page.next === null ? {} : { next: page.next }),
        ...(page.problems.length === 0 ? {} : { problems: page.problems.map(({ code }) => code) }),
        records: page.records.map(({ objectType, objectId, fields, problems }) => ({
          objectType,
          objectId,
          fields,
          problems: (problems as { field?: string; code: string }[]).map(({ field, code }) => `${field}: ${code}`),
        })),
      },
    ]),
  );
}

describe.each(PRESETS)('the preset $preset', ({ preset, fixtures }) => {
  test('reads its self-made pages exactly as expected, values and refusals alike', () => {
    const expected = JSON.parse(readFileSync(join(HERE, 'fixtures', fixtures, 'expected.json'), 'utf8'));
    expect(readFixtures(readProfile(preset), fixtures)).toEqual(expected);
  });

  test('is the same profile after it was read once', () => {
    const profile = readProfile(preset);
    const again = parseProfile(JSON.parse(JSON.stringify(profile)));
    expect(again).toEqual({ ok: true, profile });
  });
});

test.each(PRESETS)('the preset $preset names its custom fields as Gong’s schema takes them', ({ preset }) => {
  const profile = readProfile(preset);
  for (const type of ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'] as const) {
    for (const field of customFieldsOf(profile, type))
      expect(customFieldSchema.safeParse(field).error?.message).toBeUndefined();
  }
});
