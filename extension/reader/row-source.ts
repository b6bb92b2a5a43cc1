/** Values that only rows of lists have: cells under headers, items of a script, what stands once above a group. */

import { fold } from '../../shared/profile/fold.ts';
import type { RawValue } from '../../shared/profile/raw.ts';
import type { FieldSource, TextSource } from '../../shared/profile/schema.ts';
import { groupHead } from './group-head.ts';
import type { Row } from './row-cells.ts';
import { literalText, partOf } from './script-data.ts';
import type { Scope } from './source.ts';
import { finish, fromNodes, quote, unread } from './value.ts';

/** What the row gives for a source: null where it does not have it, undefined where the source is none that only rows have. */
export function fromRow(source: FieldSource | TextSource, scope: Scope, row: Row): RawValue | null | undefined {
  if (source.column || source.columnLink) return fromColumn(source, scope, row);
  if (source.key !== undefined) return fromItem(source, scope, row);
  if (source.above === undefined) return undefined;
  const [first] = row.elements;
  const head = first && groupHead(first, source.above, scope.look);
  return head ? fromNodes([head], source, scope, undefined) : null;
}

function fromItem(source: FieldSource | TextSource, scope: Scope, { item }: Row): RawValue | null {
  const found = partOf(item, source.key ?? '');
  if (found === undefined) return null;
  const text = literalText(found);
  if (text === null) return unread('not-a-text', String(source.key));
  if (!/[<&]/.test(text)) return finish(fold(text), undefined, [], source, scope);
  // Script arrays often hold HTML for a cell. It is parsed apart from the page and never shown.
  const holder = scope.look.document.implementation.createHTMLDocument('').body;
  holder.innerHTML = text;
  return fromNodes([holder], source, scope, undefined);
}

const CELL_PROBLEMS = { several: 'ambiguous-column', missing: 'row-too-short', shape: 'row-shape' } as const;

function fromColumn(source: FieldSource | TextSource, scope: Scope, row: Row): RawValue | null {
  const cell = row.cell(source);
  if (cell === 'none') return null;
  if (typeof cell === 'string') return unread(CELL_PROBLEMS[cell], quote(source.column ?? source.columnLink));
  const label = source.column?.some((one) => one.includes('{')) ? row.header(source) : undefined;
  return fromNodes([cell], source, scope, label);
}
