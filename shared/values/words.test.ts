import { describe, expect, it } from 'vitest';
import { parseBoolean, parseListed, parsePicklist } from './words.ts';

describe('parseBoolean', () => {
  const words = { yes: ['Yes', 'Ja', '1'], no: ['No', 'Nein', '0'] };

  it.each([
    ['Yes', true],
    [' ja ', true],
    ['NEIN', false],
    ['0', false],
    ['maybe', 'boolean-unknown'],
    ['', 'text-empty'],
  ])('reads %j as %s', (text, expected) => {
    const result = parseBoolean(text, words);
    expect(result.ok ? result.value : result.code).toBe(expected);
  });

  it('refuses a word that stands in both lists', () => {
    expect(parseBoolean('x', { yes: ['x'], no: ['X'] })).toMatchObject({ code: 'boolean-unknown' });
    expect(parseBoolean('x', { yes: ['x'], no: ['x'] })).toMatchObject({ code: 'boolean-unknown' });
  });
});

describe('parsePicklist', () => {
  const map = { 'Closed Won': 'WON', 'Closed  Lost': 'LOST', Prospecting: 'OPEN', Üben: 'OPEN' } as const;

  it.each([
    ['Closed Won', 'WON'],
    ['closed\u00a0won', 'WON'],
    ['Closed Lost', 'LOST'],
    ['U\u0308ben', 'OPEN'],
    ['Closed', 'picklist-unknown'],
    ['toString', 'picklist-unknown'],
    ['', 'text-empty'],
  ])('maps %j to %s', (text, expected) => {
    const result = parsePicklist(text, map);
    expect(result.ok ? result.value : result.code).toBe(expected);
  });

  it('chooses nothing when two keys differ in case alone and the text is neither', () => {
    expect(parsePicklist('new', { New: 'OPEN', NEW: 'LOST' })).toMatchObject({ code: 'picklist-unknown' });
  });
});

describe('parseListed', () => {
  it('gives the list’s own spelling', () => {
    expect(parseListed('hot', ['Hot', 'Cold'])).toEqual({ ok: true, value: 'Hot' });
    expect(parseListed('warm', ['Hot', 'Cold'])).toMatchObject({ code: 'picklist-unknown' });
  });
});
