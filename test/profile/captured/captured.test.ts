import { describe, expect, test } from 'vitest';
import { CRMS } from './captures.ts';
import { compareCaptures } from './compare.ts';

// The captures are not part of the project: without them there is nothing to prove, and no test to skip.
describe.each(CRMS)('the preset of %s, over every captured page', (crm) => {
  const { counts, deviations, wrongStates, unexpectedRecords } = compareCaptures(crm, '2026-11-21T00:00:00.000Z');
  const shown = counts.exact + counts.wrong + counts.missingReported + counts.missingSilent;

  test('finds every record and no other', () => {
    expect(counts.recordsFound, deviations.filter((line) => line.endsWith('not found')).join('\n')).toBe(
      counts.recordsExpected,
    );
    expect(counts.recordsExpected).toBeGreaterThan(200);
    expect(unexpectedRecords).toEqual([]);
  });

  test('sends no value that is not the truth', () => {
    expect(deviations.filter((line) => line.includes(' WRONG '))).toEqual([]);
  });

  test('reads at least 99 % of the values that the pages show, and reports every other one', () => {
    expect(deviations.filter((line) => line.includes(' SILENT '))).toEqual([]);
    expect(counts.exact / shown, deviations.join('\n')).toBeGreaterThanOrEqual(0.99);
  });

  test('tells signed-out, empty, gone and denied pages from each other and from data', () => {
    expect(wrongStates).toEqual([]);
  });
});
