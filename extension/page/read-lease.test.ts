import { JSDOM } from 'jsdom';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import { readPage } from '../reader/whole.ts';
import { readLease } from './read-lease.ts';
import { Slots } from './slots.ts';

const ORIGIN = 'https://crm.test';

beforeEach(() => {
  const { window } = new JSDOM('', { url: ORIGIN });
  vi.stubGlobal('DOMParser', window.DOMParser);
  vi.stubGlobal('location', { origin: ORIGIN });
});
afterEach(() => vi.unstubAllGlobals());

function profile(page: object): Profile {
  const parsed = parseProfile({
    format: 1,
    name: 'test',
    crm: { origin: ORIGIN },
    session: { signedIn: { css: '#who' }, blocked: { css: 'h1', text: 'Too many requests' } },
    pages: {
      accounts: {
        kind: 'list',
        url: 'list',
        id: { param: 'id', path: 'one' },
        objects: { ACCOUNT: { fields: { name: 'Name' } } },
        ...page,
      },
    },
    objects: { ACCOUNT: { url: 'one?id={id}' } },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}

const LEASE = {
  leaseId: 'l1',
  planned: { page: 'accounts', request: { method: 'GET' as const, url: `${ORIGIN}/list` } },
  referrer: null,
  profileVersion: 'v1',
  until: 90_000,
  slots: 1,
  mayWait: false,
  gapMs: 500,
};
const context = (page: object, now: number) => ({
  profile: profile(page),
  probe: null,
  slots: new Slots(),
  begun: { at: Number.NEGATIVE_INFINITY },
  now: () => now,
  read: readPage,
});

async function read(page: object, answer: Response) {
  vi.stubGlobal('fetch', async () => answer);
  const { outcome } = await readLease(LEASE, context(page, 0));
  if (outcome.kind !== 'read') throw new Error(outcome.kind);
  return outcome.reading;
}

const html = (body: string, status = 200) =>
  new Response(`<body>${body}`, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });
const ROWS = '<p id=who>Anna</p><table><tr><th>Name<tr><td><a href="one?id=7">Acme</a></table>';
const LOGIN = '<form><input name=user><input type=password></form>';

it('asks for nothing on a lease that has run out meanwhile: another reader may have the page', async () => {
  const asked = vi.fn();
  vi.stubGlobal('fetch', asked);
  const { outcome } = await readLease(LEASE, context({}, LEASE.until));
  expect(outcome).toEqual({ kind: 'returned' });
  expect(asked).not.toHaveBeenCalled();
});

it('gives back a lease that comes sooner after another than the pace allows, as it was long under way', async () => {
  vi.stubGlobal('fetch', async () => html(ROWS));
  const kindAt = async (now: number) =>
    (await readLease(LEASE, { ...context({}, now), begun: { at: 1000 } })).outcome.kind;
  expect([await kindAt(1001), await kindAt(1399), await kindAt(1400)]).toEqual(['returned', 'returned', 'read']);
});

describe('an answer that lacks the sign of being whole', () => {
  it('is signed-out when it is the login page', async () => {
    expect((await read({ endsWith: '<!-- end -->' }, html(LOGIN))).state).toBe('signed-out');
  });

  it('is signed-out when the CRM says so by its status', async () => {
    expect((await read({ endsWith: '<!-- end -->' }, html('No.', 401))).state).toBe('signed-out');
  });

  it('is signed-out when a login page comes instead of the wanted part', async () => {
    expect((await read({ envelope: { split: { by: '|||', part: 1 } } }, html(LOGIN))).state).toBe('signed-out');
  });

  it('is blocked when it is a block page', async () => {
    const reading = await read({ endsWith: '<!-- end -->' }, html('<h1>Too many requests</h1>'));
    expect(reading.state).toBe('blocked');
  });

  it('is unproven and gives no data when it is the page itself, cut short', async () => {
    const reading = await read({ endsWith: '<!-- end -->' }, html(ROWS));
    expect(reading).toMatchObject({ state: 'unproven', records: [], viewer: null, problems: [{ code: 'answer-cut' }] });
  });
});

it('an answer that ends as the profile says gives its records', async () => {
  const reading = await read({ endsWith: '<!-- end -->' }, html(`${ROWS}<!-- end -->`));
  expect(reading.records.map(({ crmId }) => crmId)).toEqual(['7']);
});
