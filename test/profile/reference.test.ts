import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { profileJsonSchema } from '../../shared/profile/json-schema.ts';

const REFERENCE = readFileSync(new URL('../../docs/profiles.md', import.meta.url), 'utf8');

/** All keys of objects that the schema describes. */
function keysOf(node: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof node !== 'object' || node === null) return found;
  const { properties } = node as { readonly properties?: object };
  for (const key of Object.keys(properties ?? {})) found.add(key);
  for (const part of Object.values(node)) keysOf(part, found);
  return found;
}

test('the reference names every key that a profile may hold', () => {
  const keys = [...keysOf(profileJsonSchema())];
  expect(keys.length).toBeGreaterThan(150);
  expect(keys.filter((key) => !new RegExp(`[\`".]${key.replace('$', '\\$')}[\`".:,]`).test(REFERENCE))).toEqual([]);
});
