import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { holeOf, holesOf, takeApart, templateFault } from './template.ts';

// Thousands of runs take seconds where other suites keep the processor busy.
vi.setConfig({ testTimeout: 60_000 });

fc.configureGlobal({ seed: 20260131 });

const apart = (text: string, ...templates: string[]) => {
  const result = takeApart(text, templates);
  return result.ok ? result.value : result.code;
};

describe('takeApart', () => {
  it.each([
    ['18.07.2015 11:31 by jsmith', ['{modified} by {user}'], { modified: '18.07.2015 11:31', user: 'jsmith' }],
    ['2023-11-06 (jsmith)', ['{date} by {user}', '{date} ({user})'], { date: '2023-11-06', user: 'jsmith' }],
    ["javascript:openRec('4711')", ["javascript:openRec('{id}')"], { id: '4711' }],
    ['50667 Köln am Rhein', ['{zip:digits} {city}'], { zip: '50667', city: 'Köln am Rhein' }],
    ['12 Main St 50667 Köln', ['{street} {zip:digits} {city}'], { street: '12 Main St', zip: '50667', city: 'Köln' }],
    ['Smith, Anna Maria', ['{last}, {first}'], { last: 'Smith', first: 'Anna Maria' }],
    ['Anna Maria Schmidt', ['{first:word} {rest}'], { first: 'Anna', rest: 'Maria Schmidt' }],
    ['31.01.2026\n by\u00a0jsmith', ['{date} by {user}'], { date: '31.01.2026', user: 'jsmith' }],
    ['Main St 1\nKöln', ['{street:line} {city:line}'], { street: 'Main St 1', city: 'Köln' }],
    ['Main St 1\nKöln', ['{street} {city}'], 'template-ambiguous'],
    ['MainSt\nKöln', ['{street:line} {city:line}'], { street: 'MainSt', city: 'Köln' }],
    ['12kg', ['{n:digits}{unit}'], { n: '12', unit: 'kg' }],
    ['{5} \\ x', ['\\{{n}\\} \\\\ x'], { n: '5' }],
    ['a\\b', ['{x}\\b'], { x: 'a' }],
    ['2026-01-31 - 2026-02-28', ['{start} - {end}', '{start} -'], { start: '2026-01-31', end: '2026-02-28' }],
    ['2026-01-31 -', ['{start} - {end}', '{start} -'], { start: '2026-01-31' }],
    ['Stand by me by John', ['{song} by {user}'], 'template-ambiguous'],
    ['a b c', ['{x} {y}'], 'template-ambiguous'],
    ['a b c', ['{x:word} {y:word}'], 'template-mismatch'],
    ['by jsmith', ['{date} by {user}'], 'template-mismatch'],
    ['Ann Lee 8/14/2007 3:21 PM EDT', ['{by} {value:date}'], { by: 'Ann Lee', value: '8/14/2007 3:21 PM EDT' }],
    ['Ann van Lee * 14.08.2007 15:21:09', ['{by} {value:date}'], { by: 'Ann van Lee *', value: '14.08.2007 15:21:09' }],
    ['Otto 8/1/2007 8/14/2007 3:21 PM', ['{by} {value:date}'], { by: 'Otto 8/1/2007', value: '8/14/2007 3:21 PM' }],
    ['14-Aug-2007 by Ann Lee', ['{value:date} by {by}'], { value: '14-Aug-2007', by: 'Ann Lee' }],
    ['Lee Aug 14, 2007 at 5', ['{by} {value:date} at {n}'], { by: 'Lee', value: 'Aug 14, 2007', n: '5' }],
    ['2007-08-14 15:21 +0100 Lee', ['{value:date} {by}'], { value: '2007-08-14 15:21 +0100', by: 'Lee' }],
    ['14.08.2007 15:21 ACME', ['{value:date} {by}'], { value: '14.08.2007 15:21', by: 'ACME' }],
    ['Ann Lee 8/14', ['{by} {value:date}'], 'template-mismatch'],
    ['Ann Lee 8/14-2007', ['{by} {value:date}'], 'template-mismatch'],
    ['8/14/2007 8/15/2007 x', ['{a:date} {b:date} {c}'], { a: '8/14/2007', b: '8/15/2007', c: 'x' }],
    ['x 8/14/2007 y 8/15/2007 z', ['{a} {value:date} {c}'], 'template-ambiguous'],
    ['Negotiation (1.234)', ['{name} ({n:count})'], { name: 'Negotiation', n: '1.234' }],
    ['1 234 Treffer', ['{n:count} Treffer'], { n: '1 234' }],
    ['12 a', ['{n:count}2 a'], 'template-mismatch'],
    ['12 by x', ['{n:digits} by {user}!'], 'template-mismatch'],
    ['x12', ['{n:digits}'], 'template-mismatch'],
    ['', ['{x}'], 'text-empty'],
    ['anything', ['no hole', '{broken'], 'template-mismatch'],
  ] as [string, string[], unknown][])('takes %j by %j apart into %j', (text, templates, expected) => {
    expect(apart(text, ...templates)).toEqual(expected);
  });

  it('gives back the contents of the holes when they hold no text of the template', () => {
    const content = fc.stringMatching(/^[a-z0-9.:]{1,12}$/);
    fc.assert(
      fc.property(content, content, content, (a, b, c) => {
        expect(apart(`${a} - ${b} (${c})`, '{x} / {y}', '{a} - {b} ({c})')).toEqual({ a, b, c });
      }),
      { numRuns: 2000 },
    );
  });

  it('finds a reading when and only when there is one, whatever the text', () => {
    // The oracle tries every cut.
    const ways = (text: string): string[] => {
      const found: string[] = [];
      for (let i = 1; i < text.length; i += 1) {
        for (let j = i + 1; j < text.length; j += 1) {
          const [x, dash, y, rest] = [text.slice(0, i), text.charAt(i), text.slice(i + 1, j), text.slice(j)];
          const digits = /^[0-9]+$/.test(y) && !/[0-9]/.test(text.charAt(j));
          if (dash === '-' && digits && /^[^ ]+$/.test(rest)) found.push(`${x}|${y}|${rest}`);
        }
      }
      return found;
    };
    const text = fc
      .array(fc.constantFrom('a', '-', '1', '2'), { minLength: 1, maxLength: 9 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (sample) => {
        const expected = ways(sample);
        const result = apart(sample, '{x}-{y:digits}{z:word}');
        if (expected.length === 0) expect(result).toBe('template-mismatch');
        else if (expected.length > 1) expect(result).toBe('template-ambiguous');
        else expect(Object.values(result).join('|')).toBe(expected[0]);
      }),
      { numRuns: 5000 },
    );
  });

  it('takes no longer than its length when a text is made to be slow', () => {
    const template = ['{a}-{b}-{c}-{d}-{e}-{f}!'];
    const time = (length: number) => {
      const text = '-a'.repeat(length / 2);
      const start = performance.now();
      for (let run = 0; run < 5; run += 1) takeApart(text, template);
      return performance.now() - start;
    };
    time(2000);
    expect(time(80_000)).toBeLessThan(4000);
  });
});

describe('holeOf', () => {
  it('gives one hole, and a problem when the template that fits has none of that name', () => {
    expect(holeOf('a by b', ['{x} by {y}'], 'y')).toEqual({ ok: true, value: 'b' });
    expect(holeOf('a by b', ['{x} by {y}'], 'z')).toMatchObject({ ok: false, code: 'template-mismatch' });
    expect(holeOf('a', ['{x} by {y}'], 'y')).toMatchObject({ ok: false, code: 'template-mismatch' });
  });
});

describe('templateFault', () => {
  it.each([
    ['{a} {a}', 'twice'],
    ['{a', 'brace'],
    ['a}', 'brace'],
    ['{a:number}', 'type'],
    ['{a b}', 'name'],
    ['text', 'no hole'],
    ['', 'no hole'],
  ])('explains what is wrong with %j', (template, word) => {
    expect(templateFault(template)).toContain(word);
  });

  it('finds nothing in a good one and names its holes', () => {
    expect(templateFault('{modified} by {user:word}')).toBeNull();
    expect(holesOf('{modified} by {user:word}')).toEqual(['modified', 'user']);
    expect(holesOf('{a')).toEqual([]);
  });
});
