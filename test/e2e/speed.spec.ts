import { expect, test } from '@playwright/test';
import { measureUi, median, type UiMeasured } from '../bench/ui.ts';

/** What a rep feels, with its limits. In the full proof only: while other tests run beside it, it would measure them. */
test.describe.configure({ mode: 'serial', timeout: 400_000 });

let ui: UiMeasured;

test.beforeAll(async () => {
  ui = await measureUi({ records: 50_000, rounds: 5, scrollMs: 5_000, say: () => {} });
});

test('the popup shows its first content within 100 ms', () => {
  expect(median(ui.popupFirstContent), ui.popupFirstContent.join(', ')).toBeLessThan(100);
});

test('the records page, opened again, shows its first rows of 50,000 within half a second', () => {
  const [, again] = ui.recordsFirstRows;
  expect(again, ui.recordsFirstRows.join(', ')).toBeLessThan(500);
});

test('50,000 records are filtered within 100 ms', () => {
  expect(median(ui.filter), ui.filter.join(', ')).toBeLessThan(100);
});

test('no frame takes over 50 ms in five seconds of scrolling through 50,000 records', () => {
  expect(median(ui.longestFrame), ui.longestFrame.join(', ')).toBeLessThan(50);
});
