import type { FieldValue } from '../../shared/protocol/reading.ts';

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/u;

function cell(value: FieldValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const plain = typeof value === 'string' ? value : value.join('; ');
  const harmless = FORMULA_START.test(plain) ? `'${plain}` : plain;
  return /[",;\r\n\t']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * A table as CSV (RFC 4180, with a byte order mark so that spreadsheets take it for UTF-8). Text that a spreadsheet would run as a
 * formula is led by an apostrophe (OWASP: CSV injection); numbers stay numbers.
 */
export function toCsv(columns: readonly string[], rows: Iterable<Readonly<Record<string, FieldValue>>>): string {
  const lines = [columns.map(cell).join(',')];
  for (const row of rows) lines.push(columns.map((column) => cell(row[column])).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}
