import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { enrolled, json, PROFILE, send } from '../../attacks/attacker.ts';
import { administrator } from '../../testing/administrator.ts';
import { batch, reading } from '../../testing/readings.ts';

// The first request of a file starts the runtime.
vi.setConfig({ testTimeout: 30_000 });

const HERE = '/console/profiles';
const CONSENT = `${HERE}/consent`;
const OTHER_IDS = { ...PROFILE, pages: { accounts: { ...PROFILE.pages.accounts, id: { param: 'no' } } } };

/** The profile in force, and the one that waits. */
async function inForce() {
  const { profiles } = env.BRIDGE.get(env.BRIDGE.idFromName('company')).office({ name: 'token', way: 'api' });
  const [{ value: versions }, { value: waiting }] = await Promise.all([profiles.versions(), profiles.waiting()]);
  return { current: versions.current, running: versions.running, waiting: waiting.waiting };
}

describe('consent to other ids, in the console', () => {
  let admin: Awaited<ReturnType<typeof administrator>>;
  let first: string | null;

  beforeEach(async () => {
    const { auth } = await enrolled();
    const user = reading('BUSINESS_USER', 'u7', { emailAddress: 'Ann@company.example' });
    await send('/v1/batches', json('POST', batch([reading('ACCOUNT', 'a1', { name: 'Acme' }), user]), auth));
    admin = await administrator();
    first = (await inForce()).current;
    if ((await inForce()).waiting !== null) await admin.post(CONSENT, `${HERE}/withdraw`, {});
  });

  const upload = (profile: object) =>
    admin.post(HERE, `${HERE}/upload`, { do: 'upload', file: JSON.stringify(profile) });
  const consent = (version: string | undefined, word: string) =>
    admin.post(CONSENT, CONSENT, { confirm: version ?? '', word });

  it('is asked for with the numbers, and nothing but the typed words of this version gives it', async () => {
    expect((await upload(OTHER_IDS)).headers.get('location')).toBe(CONSENT);
    const { current, waiting } = await inForce();
    expect(current).toBe(first);
    expect((await admin.get(HERE)).text).toContain('waits for your consent');
    expect((await admin.get(CONSENT)).text).toContain('1 account would be in Gong a second time');
    expect((await consent(waiting?.version, 'yes')).status).toBe(422);
    expect((await consent('0123456789abcdef', 'send them twice')).headers.get('location')).toBe(CONSENT);
    expect((await inForce()).current).toBe(first);
    await admin.post(CONSENT, `${HERE}/withdraw`, {});
    expect(await inForce()).toMatchObject({ current: first, waiting: null });
  });

  it('is asked for on the way back to a version with the ids of before, which is then for everybody at once', async () => {
    await upload(OTHER_IDS);
    await consent((await inForce()).waiting?.version, 'send them twice');
    const after = await inForce();
    expect(after.current).not.toBe(first);
    const back = await admin.post(HERE, `${HERE}/roll-back`, { version: first ?? '' });
    expect(back.headers.get('location')).toBe(CONSENT);
    const { current, waiting } = await inForce();
    expect([current, waiting?.wish]).toEqual([after.current, 'roll-back']);
    await consent(waiting?.version, 'send them twice');
    expect(await inForce()).toEqual({ current: first, running: null, waiting: null });
  });

  it('is asked for when a list of users names one whom the ledger has under another id', async () => {
    const csv = (id: string) =>
      admin.post('/console/users', '/console/users/import', { file: `id,email\n${id},ann@company.example` });
    expect((await csv('ann')).headers.get('location')).toBe(CONSENT);
    expect((await inForce()).waiting).toMatchObject({
      wish: 'users',
      duplicates: [{ objectType: 'BUSINESS_USER', objects: 1 }],
    });
    expect((await csv('u7')).headers.get('location')).toBe('/console/users?done=users-imported');
    expect((await inForce()).waiting).toBeNull();
  });
});
