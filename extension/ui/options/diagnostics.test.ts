import { expect, it } from 'vitest';
import { OVERVIEWS } from '../../../test/e2e/screens/preview/overviews.ts';
import { diagnosticsOf } from './diagnostics.ts';

const about = { extensionVersion: '1.2.3', browser: 'Chromium 156' };
const { rejected, hostile } = OVERVIEWS;

it('diagnosticsOf names versions, codes and counts', () => {
  if (rejected === undefined) throw new Error('no such overview');
  expect(JSON.parse(diagnosticsOf(rejected, about))).toMatchObject({
    extension: '1.2.3',
    connection: { state: 'enrolled', workerOrigin: 'https://bridge.northwind.example' },
    sync: { phase: 'finished', problems: { 'date-impossible': 2 } },
    types: { DEAL: { confirmed: 961, rejected: 1 } },
    rejected: { 'gong-rejected-record': 1, 'mandatory-missing': 1 },
    held: 1,
  });
});

it('diagnosticsOf holds no value, message, name or id of a record', () => {
  if (rejected === undefined || hostile === undefined) throw new Error('no such overview');
  const report = diagnosticsOf(rejected, about);
  for (const secret of ['4711', '20417', 'Jane', 'jürgen', '31.02.2026', 'Northwind Traders', 'deal.asp', '7781']) {
    expect(report).not.toContain(secret);
  }
  expect(diagnosticsOf({ ...hostile, sync: null, uploads: [] }, about)).not.toContain('Donau');
});
