import { expect, test } from 'vitest';
import { type Profile, parseProfile } from '../profile/schema.ts';
import { formatsOf } from './formats.ts';

function profileWith(zones: readonly string[], unit?: string): Profile {
  const timeZoneFrom = { sign: 'offset', zones, ...(unit === undefined ? {} : { unit }) };
  const parsed = parseProfile({
    format: 1,
    name: 'test',
    crm: { origin: 'https://crm.test' },
    session: { signedIn: { css: 'body' } },
    signs: { offset: { css: '#offset' } },
    formats: [{ name: 'zones', timeZoneFrom }],
    objects: { ACCOUNT: {} },
    pages: {
      one: { kind: 'record', url: 'one?id={id}', objects: { ACCOUNT: { fields: { name: 'Name' } } } },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}

const WINTER = '2026-01-15T12:00:00Z';
const SUMMER = '2026-07-15T12:00:00Z';
const REPS = ['Europe/Berlin', 'America/New_York'];

test.each([
  ['3600', WINTER, 'Europe/Berlin'],
  ['7200', SUMMER, 'Europe/Berlin'],
  ['-18000', WINTER, 'America/New_York'],
  // Chicago in summer has New York's winter offset, London's has Berlin's.
  ['-18000', SUMMER, undefined],
  ['3600', SUMMER, undefined],
  ['soon', WINTER, undefined],
])('formats name the zone that has the offset %s at %s', (offset, readAt, zone) => {
  expect(formatsOf(profileWith(REPS), { offset }, readAt).zone).toBe(zone);
});

test('formats name no zone when two of the list have the offset', () => {
  const profile = profileWith(['Europe/Berlin', 'Africa/Lagos']);
  expect(formatsOf(profile, { offset: '3600' }, WINTER).zone).toBeUndefined();
  expect(formatsOf(profile, { offset: '7200' }, SUMMER).zone).toBe('Europe/Berlin');
});

test('formats take offsets in the unit that the profile states', () => {
  expect(formatsOf(profileWith(REPS, 'minutes'), { offset: '60' }, WINTER).zone).toBe('Europe/Berlin');
  expect(formatsOf(profileWith(REPS, 'hours'), { offset: '-5' }, WINTER).zone).toBe('America/New_York');
});

test('formats name the zone in which pages show known moments, and none when two do', () => {
  const zones = ['Europe/Berlin', 'Africa/Lagos', 'America/New_York'];
  const at = (moments: Record<string, string>, signs: Record<string, string>) => {
    const parsed = parseProfile({
      format: 1,
      name: 'test',
      crm: { origin: 'https://crm.test' },
      session: { signedIn: { css: '#out' } },
      signs: { winter: { css: '#winter' }, summer: { css: '#summer' } },
      formats: [
        { name: 'dates', dateFormats: 'dd.MM.yyyy HH:mm' },
        { name: 'zone', timeZoneFrom: { moments, zones } },
      ],
      objects: {},
      pages: {},
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return formatsOf(parsed.profile, signs, '2026-01-01T00:00:00Z').zone;
  };
  const winter = { winter: '2015-01-20T09:30:40Z' };
  const both = { ...winter, summer: '2015-07-01T09:00:00Z' };
  const berlin = { winter: '20.01.2015 10:30', summer: '01.07.2015 11:00' };
  expect(at(both, berlin)).toBe('Europe/Berlin');
  expect(at(both, { ...berlin, summer: '01.07.2015 10:00' })).toBe('Africa/Lagos');
  expect(at(winter, berlin)).toBeUndefined();
  expect(at(both, { winter: berlin.winter })).toBeUndefined();
  expect(at(both, { ...berlin, summer: 'just now' })).toBeUndefined();
});
