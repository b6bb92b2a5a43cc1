import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { interpretRecord } from '../../shared/interpret/interpret.ts';
import type { PageRequest, PlannedPage, RawRecord } from '../../shared/profile/raw.ts';
import { recordPages } from '../../shared/profile/requests.ts';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import type { Reading } from '../../shared/protocol/reading.ts';
import { type DemoCrm, startDemoCrm } from '../demo-crm/index.ts';
import { size } from '../numbers.ts';
import { readAll } from './read-all.ts';
import { signInto } from './sign-in.ts';

const json = (name: string) => JSON.parse(readFileSync(new URL(`../demo-crm/${name}`, import.meta.url), 'utf8'));

let crm: DemoCrm;
let profile: Profile;

beforeAll(async () => {
  crm = await startDemoCrm({ scale: size(30, 60) });
  const input = json('profile.json');
  const pages = { ...input.pages, history: json('history-page.json') };
  const parsed = parseProfile({ ...input, pages, crm: { ...input.crm, origin: crm.url } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  profile = parsed.profile;
});
afterAll(() => crm.close());

/** What a perfect reader would know of a deal's past: its state after each change, oldest first. */
function pastOf(id: string, modifiedDate: unknown): Reading['history'] {
  const changes = crm.history(id);
  const state: Record<string, string | number | null> = {};
  for (const { field, from } of changes.toReversed()) state[field] = from as string | number | null;
  const states = new Map<number, Record<string, string | number | null>>();
  for (const { time, field, to } of changes) {
    state[field] = to as string | number | null;
    states.set(time, { ...state });
  }
  states.delete(Date.parse(String(modifiedDate)));
  return [...states].map(([time, fields]) => ({ modifiedDate: new Date(time).toISOString(), fields }));
}

// English words and German formats; German words; American formats.
test.each(['asmith2', 'kmueller', 'jsmith'].slice(0, size(1, 3)))(
  'every deal’s past is read as it was when %s reads the demo CRM',
  { timeout: 60_000 },
  async (user) => {
    const { readings } = await readAll(profile, await signInto(crm.url, user), '2026-01-01T00:00:00.000Z');
    const deals = readings.filter(({ objectType }) => objectType === 'DEAL');
    const read = new Map(deals.map(({ objectId, history }) => [objectId, moments(history)]));
    const truth = crm.truth(user).DEAL;
    expect(deals.flatMap(({ problems }) => problems)).toEqual([]);
    expect(read).toEqual(
      new Map(
        truth.map((deal) => [String(deal.objectId), moments(pastOf(String(deal.objectId), deal['modifiedDate']))]),
      ),
    );
    expect([...read.values()].filter((states) => states.length > 0).length).toBeGreaterThan(1);
  },
);

const moments = (history: Reading['history'] = []) =>
  history.map(({ modifiedDate, fields }) => ({ at: Date.parse(modifiedDate), ...fields }));

describe('a page of changes', () => {
  const changes = (...rows: [date: string, field: string, from: string, to: string][]): RawRecord => ({
    objectType: 'DEAL',
    page: 'history',
    crmId: '101',
    fields: {},
    role: 'unknown',
    changes: rows.map(([date, field, from, to]) => ({
      date: { state: 'value', text: date },
      field: { state: 'value', text: field },
      from: from === '' ? { state: 'empty' } : { state: 'value', text: from },
      to: to === '' ? { state: 'empty' } : { state: 'value', text: to },
    })),
  });
  const read = (record: RawRecord, shown: string) =>
    interpretRecord(
      [{ objectType: 'DEAL', page: 'deal', crmId: '101', fields: { amount: { state: 'value', text: shown } } }, record],
      {
        profile,
        readAt: '2026-01-01T00:00:00.000Z',
        signs: { language: 'en', dates: 'dd.mm.yyyy', times: 'hh:nn', decimal: ',', group: '.' },
        lookup: () => [],
      },
    );

  it('gives the state after each change, with the moment of the change', () => {
    const { history, problems } = read(
      changes(
        ['03.02.2025 10:00', 'Amount (EUR)', '200,00', '300,00'],
        ['01.02.2025 09:00', 'Amount (EUR)', '', '200,00'],
      ),
      '300,00',
    );
    expect(problems).toEqual([]);
    expect(history?.map(({ fields }) => fields)).toEqual([{ amount: 200 }, { amount: 300 }]);
  });

  it('gives nothing and says so where a row names a field that the profile does not know', () => {
    const { history, problems } = read(changes(['03.02.2025 10:00', 'Colour', 'red', 'blue']), '300,00');
    expect(history).toBeUndefined();
    expect(problems).toEqual([expect.objectContaining({ code: 'history-unread' })]);
  });

  it('takes no state that the rows do not lead to', () => {
    const { history, problems } = read(
      changes(
        ['03.02.2025 10:00', 'Amount (EUR)', '200,00', '300,00'],
        ['01.02.2025 09:00', 'Amount (EUR)', '', '150,00'],
      ),
      '300,00',
    );
    expect(history?.map(({ fields }) => fields)).toEqual([{ amount: 300 }]);
    expect(problems).toEqual([expect.objectContaining({ code: 'history-unread', field: 'amount' })]);
  });

  it('is asked for with the record’s pages and is never where a person opens the record', () => {
    const pages: readonly PlannedPage[] = recordPages(profile, 'DEAL', '101');
    expect(pages.map(({ page }) => page)).toEqual(['deal', 'history']);
    const request: PageRequest | undefined = pages[1]?.request;
    expect(request).toEqual({ method: 'GET', url: `${crm.url}/verlauf.asp?id=101` });
  });
});
