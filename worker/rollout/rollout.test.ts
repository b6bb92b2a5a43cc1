import { describe, expect, it } from 'vitest';
import type { PageMeasure } from '../../shared/profile/health.ts';
import type { HealthReport } from '../../shared/protocol/messages.ts';
import type { Db } from '../ledger/db.ts';
import { insertDevice } from '../ledger/devices-table.ts';
import { putProfile } from '../ledger/profiles-table.ts';
import { listRollouts } from '../ledger/rollouts-table.ts';
import { NOON } from '../testing/readings.ts';
import { smallProfile } from '../testing/small-profile.ts';
import { withDb } from '../testing/test-db.ts';
import { beginRollout, takeHealth, versionFor } from './rollout.ts';

const HOUR_MS = 3600_000;
const PROFILE = smallProfile();
const FACTS = { name: 'Old CRM', tellsGone: true, visibility: 'shared', customFields: {} };

const measure = (change: Partial<PageMeasure> = {}): PageMeasure => ({
  page: 'accounts',
  rows: 50,
  last: false,
  fill: { 'ACCOUNT.name': 1, 'ACCOUNT.phone': 0.8 },
  problems: 0.01,
  ...change,
});
const report = (profileVersion: string, change: Partial<PageMeasure> = {}, unproven = 0): HealthReport => ({
  profileVersion,
  refused: null,
  pages: [{ page: 'accounts', measures: unproven > 0 ? [] : [measure(change), measure(change)], alarms: [], unproven }],
});

/** Six browsers that have all measured version `old`; `new` is being rolled out. */
const rollingOut = (work: (db: Db) => void) =>
  withDb((db) => {
    for (let no = 2; no <= 6; no += 1)
      insertDevice(db, { deviceId: `d${no}`, name: null, tokenHash: 'x', extensionVersion: '1' }, NOON);
    db.run('UPDATE devices SET last_seen_at = ?', NOON);
    putProfile(db, { version: 'old', profile: PROFILE, facts: FACTS }, NOON - HOUR_MS);
    for (let no = 1; no <= 6; no += 1) expect(takeHealth(db, no, report('old'), NOON)).toBe('noted');
    putProfile(db, { version: 'new', profile: PROFILE, facts: FACTS }, NOON);
    beginRollout(db, 'new', 'old', NOON);
    work(db);
  });

const versions = (db: Db, now = NOON) => [1, 2, 3, 4, 5, 6].map((no) => versionFor(db, no, now));

describe('a new profile version', () => {
  it('goes to the first browsers that ask; the others keep the one before', () =>
    rollingOut((db) => {
      expect(versions(db)).toEqual(['new', 'new', 'new', 'old', 'old', 'old']);
      expect(versions(db, NOON + 10 * 60_000)).toEqual(['new', 'new', 'new', 'old', 'old', 'old']);
    }));

  it('goes to everybody once two browsers have found every page healthy', () =>
    rollingOut((db) => {
      versions(db);
      expect(takeHealth(db, 1, report('new'), NOON + 1)).toBe('noted');
      expect(versions(db)).toContain('old');
      expect(takeHealth(db, 2, report('new'), NOON + 2)).toBe('rolled-out');
      expect(new Set(versions(db))).toEqual(new Set(['new']));
    }));

  it.each([
    ['loses a field', report('new', { fill: { 'ACCOUNT.name': 1, 'ACCOUNT.phone': 0 } }), 'ACCOUNT.phone'],
    ['reads far fewer rows', report('new', { rows: 3 }), '3 rows'],
    ['cannot read most values', report('new', { problems: 0.7 }), 'cannot be read'],
    ['does not know the page', report('new', {}, 2), 'does not look as this version describes it'],
    ['is refused by a browser', { profileVersion: 'new', refused: 'profile-invalid: too new', pages: [] }, 'too new'],
  ] satisfies [string, HealthReport, string][])('is halted everywhere when it %s', (_, ill, word) =>
    rollingOut((db) => {
      versions(db);
      expect(takeHealth(db, 1, ill, NOON + 1)).toBe('halted');
      expect(new Set(versions(db, NOON + 2))).toEqual(new Set(['old']));
      expect(listRollouts(db, 1)[0]).toMatchObject({ state: 'halted', by_health: 1 });
      expect(listRollouts(db, 1)[0]?.reason).toContain(word);
    }),
  );

  const signedOut = (times: number): HealthReport => ({
    ...report('new'),
    pages: [],
    noLogin: { unproven: 0, signedOut: times },
  });
  const unproven = (times: number): HealthReport => ({
    ...report('new'),
    pages: [],
    noLogin: { unproven: times, signedOut: 0 },
  });

  it('is halted when a browser that read pages before finds no proof of login any more', () =>
    rollingOut((db) => {
      versions(db);
      expect(takeHealth(db, 1, unproven(2), NOON + 1)).toBe('noted');
      expect(takeHealth(db, 1, unproven(3), NOON + 2)).toBe('halted');
      expect(new Set(versions(db, NOON + 3))).toEqual(new Set(['old']));
      expect(listRollouts(db, 1)[0]?.reason).toContain('no proof of login');
    }));

  it('is halted when two browsers are signed out on every page; by one it is only kept from going further', () =>
    rollingOut((db) => {
      versions(db);
      expect(takeHealth(db, 1, signedOut(5), NOON + 1)).toBe('noted');
      expect(versions(db, NOON + 5 * HOUR_MS).filter((version) => version === 'new')).toHaveLength(3);
      expect(takeHealth(db, 2, signedOut(3), NOON + 2)).toBe('halted');
      expect(listRollouts(db, 1)[0]?.reason).toContain('signed out on every page');
    }));

  it('goes on when the one who was signed out has signed in', () =>
    rollingOut((db) => {
      versions(db);
      takeHealth(db, 1, signedOut(5), NOON + 1);
      expect(takeHealth(db, 1, report('new'), NOON + 2)).toBe('noted');
      expect(versions(db, NOON + HOUR_MS).filter((version) => version === 'new')).toHaveLength(4);
      expect(takeHealth(db, 2, report('new'), NOON + HOUR_MS)).toBe('rolled-out');
    }));

  it('is not halted by what the version before measured, nor by one odd page', () =>
    rollingOut((db) => {
      versions(db);
      expect(takeHealth(db, 5, report('old', { rows: 0, problems: 1 }), NOON + 1)).toBe('noted');
      const odd = [measure(), measure({ rows: 3 }), measure()];
      const mixed: HealthReport = {
        ...report('new'),
        pages: [{ page: 'accounts', measures: odd, alarms: [], unproven: 0 }],
      };
      expect(takeHealth(db, 1, mixed, NOON + 2)).toBe('noted');
    }));

  it('spreads by one browser an hour while the first are silent', () =>
    rollingOut((db) => {
      versions(db);
      expect(versions(db, NOON + HOUR_MS).filter((version) => version === 'new')).toHaveLength(4);
      expect(versions(db, NOON + 2 * HOUR_MS).filter((version) => version === 'new')).toHaveLength(5);
    }));

  it('goes to everybody at once where there was none before', () =>
    withDb((db) => {
      putProfile(db, { version: 'new', profile: PROFILE, facts: FACTS }, NOON);
      beginRollout(db, 'new', null, NOON);
      expect(versionFor(db, 1, NOON)).toBe('new');
      expect(listRollouts(db, 1)).toEqual([]);
    }));
});
