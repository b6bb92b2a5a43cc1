import { expect, it } from 'vitest';
import { readConfiguration } from '../configuration.ts';
import { missingSettings } from './missing-settings.ts';

const OWNER = { GONG_OWNER_EMAIL: 'it@company.example' };
const KEYS = { GONG_ACCESS_KEY: 'k', GONG_ACCESS_KEY_SECRET: 's' };
const OAUTH = { GONG_CLIENT_ID: 'c', GONG_CLIENT_SECRET: 's', TOKEN_KEY: 't' };

it.each([
  ['access keys alone', { ...OWNER, ...KEYS }],
  ['an OAuth client alone', { ...OWNER, ...OAUTH }],
  ['both pairs', { ...OWNER, ...KEYS, ...OAUTH }],
])('missingSettings finds nothing when there are %s', (_, env) => {
  expect(missingSettings(readConfiguration(env))).toBeNull();
});

it.each([
  [
    'neither pair',
    OWNER,
    'Missing: GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET (or GONG_CLIENT_ID and GONG_CLIENT_SECRET).',
  ],
  ['a key without its secret', { ...OWNER, GONG_ACCESS_KEY: 'k' }, 'Missing: GONG_ACCESS_KEY_SECRET.'],
  ['a secret without its key', { ...OWNER, GONG_ACCESS_KEY_SECRET: 's' }, 'Missing: GONG_ACCESS_KEY.'],
  ['half an OAuth client', { ...OWNER, ...KEYS, GONG_CLIENT_ID: 'c' }, 'Missing: GONG_CLIENT_SECRET.'],
  ['OAuth without a key for its tokens', { ...OWNER, ...OAUTH, TOKEN_KEY: '' }, 'Missing: TOKEN_KEY.'],
  ['no owner', KEYS, 'Missing: GONG_OWNER_EMAIL.'],
])('missingSettings names what is missing when there is %s', (_, env, sentence) => {
  expect(missingSettings(readConfiguration(env))).toBe(sentence);
});
