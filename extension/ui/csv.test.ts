import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

const oneCell = (value: string | number | null | string[]) => toCsv(['a'], [{ a: value }]).split('\r\n')[1];

describe('toCsv', () => {
  it('begins with a byte order mark, heads and then the rows, each ended by CR LF', () => {
    expect(toCsv(['name', 'amount'], [{ name: 'Acme', amount: 12.5 }])).toBe('\uFEFFname,amount\r\nAcme,12.5\r\n');
  });

  it.each(['=HYPERLINK("http://x")', '+49 30 123', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])(
    'takes the power from %j',
    (text) => {
      expect(oneCell(text)?.replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('leaves numbers numbers', () => {
    expect(oneCell(-12.5)).toBe('-12.5');
  });

  it('leaves a cell empty for a value that is empty or absent', () => {
    expect(toCsv(['a', 'b'], [{ a: null }])).toContain('\r\n,\r\n');
  });

  it('joins several values', () => {
    expect(oneCell(['a.example', 'b.example'])).toBe('"a.example; b.example"');
  });

  it('can be read back whatever the text holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n', ';', '=', ' ', "'") })),
        (texts) => {
          const csv = toCsv(
            ['a'],
            texts.map((a) => ({ a })),
          );
          expect(readColumn(csv).slice(1)).toEqual(texts.map((text) => (/^[=\r\n]/.test(text) ? `'${text}` : text)));
        },
      ),
    );
  });
});

/** A reader of its own for one column (RFC 4180). */
function readColumn(csv: string): string[] {
  const cells = csv.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))\r\n/g);
  return [...cells].map(([, quoted, bare]) => (quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"')));
}
