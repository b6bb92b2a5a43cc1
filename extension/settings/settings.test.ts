import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MANAGED_SETTINGS } from './managed-settings.ts';
import { originPattern } from './permissions.ts';

describe('managed settings', () => {
  it('are those of the schema that browsers read', () => {
    const schema: unknown = JSON.parse(readFileSync('extension/public/managed-storage.json', 'utf8'));
    expect(schema).toEqual({ type: 'object', properties: MANAGED_SETTINGS });
  });
});

describe('an origin’s match pattern', () => {
  it('names the port where the browser’s patterns can', () => {
    expect(originPattern('http://127.0.0.1:8080', true)).toBe('http://127.0.0.1:8080/*');
    expect(originPattern('http://127.0.0.1:8080', false)).toBe('http://127.0.0.1/*');
    expect(originPattern('https://crm.example', true)).toBe('https://crm.example/*');
  });
});
