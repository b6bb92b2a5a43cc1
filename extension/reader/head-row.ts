/** Rows in which labels are the headers of a list: what stands beside such a label is the next header, and no value. */
import type { LabelIndex } from './label-index.ts';
import { listed } from './nodes.ts';
import { CELLS } from './table.ts';
import { shortText } from './text.ts';

/**
 * Whether the label's row is the header of a list, and the next cell no value: nothing but <th>, nothing but bold words, or, above a row of as
 * many cells, a first row with a colour of its own or a label right after another.
 */
export function isHeadRow(cell: Element, next: Element, index: LabelIndex): boolean {
  const row = cell.parentElement;
  if (!row) return false;
  const cells = listed(row.children);
  if (cell.tagName === 'TH' && next.tagName === 'TH') return !cells.some((one) => one.tagName === 'TD');
  if (cells.length < 3) return false;
  if (cells.every(isBold)) return true;
  if (row.nextElementSibling?.childElementCount !== cells.length) return false;
  // The first row alone has a colour or class of its own, and its cells look alike.
  const own = row.previousElementSibling ? '' : colourOf(row);
  if (
    own !== '' &&
    cells.every((one) => one.tagName === cell.tagName && colourOf(one) === colourOf(cell)) &&
    listed(row.parentElement?.children ?? []).every((one) => one === row || colourOf(one) !== own)
  )
    return true;
  const prior = cell.previousElementSibling;
  const before = (prior && shortText(prior)) ?? '';
  return (
    prior !== null &&
    CELLS.has(prior.tagName) &&
    index.isLabel(before) &&
    // "Name: | City | City: | Ulm": a value that is called like a label has no colon.
    before.endsWith(':') === (shortText(cell) ?? '').endsWith(':')
  );
}

function colourOf(element: Element): string {
  return element.className + (element.getAttribute('bgcolor') ?? '');
}

function isBold(cell: Element): boolean {
  const bold = cell.querySelector('b,strong');
  const text = bold && shortText(bold);
  return !!text && shortText(cell) === text;
}
