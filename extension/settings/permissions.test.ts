import { describe, expect, it } from 'vitest';
import { originPattern } from './permissions.ts';

describe('an origin’s match pattern', () => {
  it('names the port where the browser’s patterns can', () => {
    expect(originPattern('http://127.0.0.1:8080', true)).toBe('http://127.0.0.1:8080/*');
    expect(originPattern('http://127.0.0.1:8080', false)).toBe('http://127.0.0.1/*');
    expect(originPattern('https://crm.example', true)).toBe('https://crm.example/*');
  });
});
