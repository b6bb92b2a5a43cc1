import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { currentSettings } from '../store/current-settings.ts';
import { BridgeDatabase, readFact, writeFact } from '../store/database.ts';
import { lookAtPolicy } from './policy.ts';
import { ProfileHolder } from './profile-holder.ts';

const NOW = Date.UTC(2026, 10, 20, 9);
let db: BridgeDatabase;

beforeEach(async () => {
  db = new BridgeDatabase(`policy-${crypto.randomUUID()}`);
});

describe('lookAtPolicy', () => {
  it('writes nothing where there is no policy', async () => {
    await lookAtPolicy(db, () => Promise.reject(new Error('Managed storage manifest not found')), NOW);
    expect(await readFact(db, 'policy')).toBeUndefined();
  });

  it('keeps what it knows when the browser fails to deliver, until the browser says that it is gone', async () => {
    await lookAtPolicy(db, async () => ({ capture: false, quietHours: '20-7' }), NOW);
    await lookAtPolicy(db, () => Promise.reject(new Error('not ready')), NOW + 1);
    expect((await readFact(db, 'policy'))?.settings).toEqual({ capture: false, quietHours: { from: 20, to: 7 } });
    await lookAtPolicy(db, async () => ({}), NOW + 2, true);
    expect((await readFact(db, 'policy'))?.settings).toEqual({});
  });
});

describe('the settings in force', () => {
  it('are the rep’s where policy leaves the choice, and policy’s where it does not', async () => {
    await writeFact(db, 'settings', { capture: true, openTabs: true, quietHours: null });
    await lookAtPolicy(db, async () => ({ openTabs: false }), NOW);
    expect(await currentSettings(db)).toEqual({ capture: true, openTabs: false, quietHours: null });
  });
});

describe('a profile for a site that policy does not allow', () => {
  const profile: unknown = JSON.parse(readFileSync('shared/profile/presets/sugarcrm-ce-6.5.json', 'utf8'));

  it('is refused when it comes, and put out of force when the policy comes later', async () => {
    const holder = new ProfileHolder(db);
    await writeFact(db, 'profile', { version: '1', profile, fetchedAt: NOW });
    expect(await holder.rules()).not.toBeNull();
    await lookAtPolicy(db, async () => ({ crmOrigins: ['https://other.example.com'] }), NOW);
    expect(await holder.check(profile)).toMatchObject({ ok: false, error: { code: 'crm-origin-forbidden' } });
    expect(await holder.rules()).toBeNull();
    await lookAtPolicy(db, async () => ({ crmOrigins: ['https://crm.example.com'] }), NOW);
    expect(await holder.check(profile)).toEqual({ ok: true });
    expect(await holder.rules()).not.toBeNull();
  });
});
