import { beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../shared/errors/coded-error.ts';
import { readFact, writeFact } from '../store/database.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import { Bench } from '../testing/bench.ts';
import { advance, PROFILE_AGE_MS } from './engine.ts';
import { fetchProfile } from './profile-fetch.ts';

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await bench.enrol();
  for (let no = 1; no <= 5; no += 1) bench.crm.put('ACCOUNT', `a${no}`, { name: `Account ${no}` });
});

describe('health', () => {
  it('is told to the Worker after a sweep: figures of each list page, no values', async () => {
    await bench.sync();
    const report = bench.worker.health.at(-1);
    expect(report).toMatchObject({ profileVersion: bench.rules.version, refused: null });
    const measured = report?.pages.flatMap(({ measures }) => measures) ?? [];
    expect(measured.some(({ rows }) => rows === 5)).toBe(true);
    expect(JSON.stringify(report)).not.toContain('Account 1');
  });

  it('is told once while it stays the same', async () => {
    await bench.sync();
    const told = bench.worker.health.length;
    await advance(bench.engine);
    bench.now += PROFILE_AGE_MS * 2;
    await advance(bench.engine);
    expect(bench.worker.health).toHaveLength(told);
  });

  it('says how often in a row the login was not proven, until a list page was read again', async () => {
    bench.crm.signedIn = false;
    for (let visits = 1; visits <= 3; visits += 1) {
      await clearTrouble(bench.db, 'trouble-crm');
      await bench.sync();
      await advance(bench.engine);
    }
    expect(bench.worker.health.at(-1)).toMatchObject({ pages: [], noLogin: { unproven: 0, signedOut: 3 } });
    bench.crm.signedIn = true;
    await clearTrouble(bench.db, 'trouble-crm');
    await bench.sync();
    expect(bench.worker.health.at(-1)).toMatchObject({ noLogin: { unproven: 0, signedOut: 0 } });
  });

  it('makes the profile be fetched at once when the Worker names another version', async () => {
    await writeFact(bench.db, 'profile', { version: 'v1', profile: {}, fetchedAt: bench.now });
    bench.worker.profile = { version: 'v2', profile: { second: true } };
    await bench.sync();
    await advance(bench.engine);
    expect(await readFact(bench.db, 'profile')).toMatchObject({ version: 'v2', profile: { second: true } });
  });
});

describe('the profile', () => {
  it('is looked for every five minutes, and its text travels only when it has changed', async () => {
    await writeFact(bench.db, 'profile', { version: 'v1', profile: { first: true }, fetchedAt: bench.now });
    bench.worker.profile = { version: 'v1', profile: { first: true } };
    bench.now += PROFILE_AGE_MS + 1;
    await advance(bench.engine);
    expect(await readFact(bench.db, 'profile')).toMatchObject({ profile: { first: true }, fetchedAt: bench.now });
    bench.worker.profile = { version: 'v2', profile: { second: true } };
    bench.now += PROFILE_AGE_MS + 1;
    await advance(bench.engine);
    expect(await readFact(bench.db, 'profile')).toMatchObject({ version: 'v2', profile: { second: true } });
  });

  it('of another version ends the wait for a sign-in: its signs of login may be right again', async () => {
    await writeFact(bench.db, 'profile', { version: 'v1', profile: {}, fetchedAt: 0 });
    await noteTrouble(bench.db, 'trouble-crm', explain('crm-signed-out'), { now: bench.now, needsPerson: true });
    bench.worker.profile = { version: 'v2', profile: { second: true } };
    await advance(bench.engine);
    expect(await readFact(bench.db, 'trouble-crm')).toBeUndefined();
  });

  it('that this browser cannot use is told to the Worker, and the one before stays', async () => {
    await writeFact(bench.db, 'profile', { version: 'v1', profile: { first: true }, fetchedAt: 0 });
    bench.worker.profile = { version: 'v2', profile: { broken: true } };
    const error = explain('profile-invalid', { detail: 'pages: missing' });
    await fetchProfile(bench.db, bench.engine.link, async () => ({ ok: false, error }), bench.now);
    expect(bench.worker.health).toEqual([
      { profileVersion: 'v2', refused: 'profile-invalid: pages: missing', pages: [] },
    ]);
    expect(await readFact(bench.db, 'profile')).toMatchObject({ version: 'v1' });
  });
});
