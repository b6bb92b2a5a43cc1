import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import { type DemoCrm, startDemoCrm } from '../demo-crm/index.ts';
import { readAll } from './read-all.ts';
import { signInto } from './sign-in.ts';

let crm: DemoCrm;
let profile: Profile;

beforeAll(async () => {
  crm = await startDemoCrm({ scale: 60 });
  const input = JSON.parse(readFileSync(new URL('../demo-crm/profile.json', import.meta.url), 'utf8'));
  const parsed = parseProfile({ ...input, crm: { ...input.crm, origin: crm.url } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  profile = parsed.profile;
});

afterAll(() => crm.close());

// English words and German formats; German words; American formats.
test.each(['jsmith', 'kmueller', 'asmith2'])(
  'the demo profile gives the truth for every record when %s reads the demo CRM',
  { timeout: 60_000 },
  async (user) => {
    const { readings, pages } = await readAll(profile, await signInto(crm.url, user), '2026-01-01T00:00:00.000Z');
    const read: Record<string, Record<string, unknown>> = {};
    for (const { objectType, objectId, fields } of readings)
      read[`${objectType} ${objectId}`] = { objectId, ...fields };
    const truth: Record<string, unknown> = {};
    for (const [type, records] of Object.entries(crm.truth(user)))
      for (const record of records) truth[`${type} ${record['objectId']}`] = record;
    expect(read).toEqual(truth);
    expect(readings.flatMap((reading) => reading.problems)).toEqual([]);
    for (const page of pages) expect(page).toMatchObject({ state: 'ok', viewer: user, problems: [] });
    expect(pages.filter((page) => page.kind === 'list' && page.next === null).every((page) => page.endProven)).toBe(
      true,
    );
  },
);

test('the reader gives signed-out and no data when the session has ended', async () => {
  const browser = await signInto(crm.url, 'jsmith');
  crm.expireSessions();
  const { readings, pages } = await readAll(profile, browser, '2026-01-01T00:00:00.000Z');
  expect(readings).toEqual([]);
  expect(pages.map((page) => page.state)).toEqual(pages.map(() => 'signed-out'));
  expect(pages.length).toBe(6);
});
