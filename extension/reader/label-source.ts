/** Values that the profile finds by their labels. */

import { foldLabel } from '../../shared/profile/fold.ts';
import type { RawValue } from '../../shared/profile/raw.ts';
import type { FieldSource, Page, TextSource } from '../../shared/profile/schema.ts';
import { indexLabels, type LabelIndex } from './label-index.ts';
import { isElement } from './nodes.ts';
import type { Scope } from './source.ts';
import { fromNodes, MOST_HITS, quote, several, unread, withSelf } from './value.ts';
import { valueNodes } from './value-place.ts';

/** The index of all labels that these sources name, or null where they name none. */
export function labelsFor(sources: readonly (FieldSource | TextSource)[], page: Page, scope: Scope): LabelIndex | null {
  const { look } = scope;
  const labels = sources.flatMap((source) => (source.at === 'inside' ? [] : (source.label ?? [])));
  const inside = sources.flatMap((source) => (source.at === 'inside' ? (source.label ?? []) : []));
  if (labels.length + inside.length === 0) return null;
  const headings = [...sources.flatMap((source) => source.section ?? []), ...(page.headings ?? [])];
  const { row } = scope;
  const all = (css: string) =>
    row ? scope.roots.flatMap((root) => withSelf(root, css, look)) : look.all(look.document, css);
  const show = new Set((page.show ?? []).flatMap(all));
  const labelsIn = page.labelsIn === undefined ? null : new Set(all(page.labelsIn));
  return indexLabels(scope.roots, [...labels, ...(page.labels ?? [])], inside, headings, scope.skip, show, labelsIn);
}

const MOST_WORDS = 6;

/** A word with a colon, as labels are written; times and addresses have no blank behind theirs. */
const LIKE_LABEL = /(?:^|\s)(\p{Lu}[\p{L}.-]{0,20}):(?=\s|$)/u;

/**
 * A label with its colon inside a value: "Phone: 12 Fax: 13" in one text is no one's value. What only looks like a label may be part of longer
 * texts, and of those that templates take apart.
 */
function labelInside(text: string, source: FieldSource | TextSource, index: LabelIndex): string | undefined {
  const isWhole = source.templates !== undefined || ('as' in source && source.as === 'lines');
  const like = isWhole ? undefined : LIKE_LABEL.exec(text)?.[1];
  if (like !== undefined) return like;
  for (const piece of text.split(':').slice(0, -1)) {
    const words = piece.trim().split(/\s+/).slice(-MOST_WORDS);
    const label = words.map((_, first) => words.slice(first).join(' ')).find((one) => index.isLabel(one));
    if (label !== undefined) return label;
  }
  return undefined;
}

/** In which parts of the page regions are looked for. */
function placesOf({ row, look }: Scope): readonly ParentNode[] {
  return row ? row.elements : [look.document];
}

/** The label's colon, or a mark like it, may stand before the value instead: `<b>Name</b>: Smith`, a value's cell that begins with it. */
function withoutColon(found: RawValue & { state: 'value' }): RawValue {
  if (!/^[:=»›→]/.test(found.text)) return found;
  const text = found.text.slice(1).trim();
  if (text !== '') return { ...found, text };
  return found.label === undefined ? { state: 'empty' } : { state: 'empty', label: found.label };
}

/** The value that belongs to one of these labels; null where none of them stands on the page. */
export function fromLabel(
  source: FieldSource | TextSource,
  labels: readonly string[],
  scope: Scope,
  index: LabelIndex,
): RawValue | null {
  const { within } = source;
  const regions = within === undefined ? null : placesOf(scope).flatMap((root) => scope.look.all(root, within));
  const sections = source.section?.map(foldLabel);
  let hits = labels.flatMap((label) => index.find(label, source.at === 'inside'));
  if (regions) hits = hits.filter((hit) => regions.some((region) => region.contains(hit.node)));
  if (sections) hits = hits.filter((hit) => sections.includes(hit.section));
  if (hits.length === 0) return null;
  if (hits.length > MOST_HITS) return unread('ambiguous', quote(labels), String(hits.length));
  // A menu's link may have a label's words; the label itself is hardly ever a link.
  const plain = hits.filter(
    ({ node }) => node.parentElement && !(isElement(node) ? node : node.parentElement).closest('a[href]'),
  );
  if (plain.length > 0) hits = plain;
  // A place without any value beside it (a column header, a menu) says nothing against one that has it.
  const placed = hits.flatMap((hit) => {
    const nodes = valueNodes(hit, index, source.at, source.cell, scope.row?.elements);
    return nodes ? [{ nodes, hit }] : [];
  });
  const read = ({ nodes, hit }: (typeof placed)[number]): RawValue => {
    const found = fromNodes(nodes, source, scope, hit.text);
    if (found.state !== 'value') return found;
    if (hit.cut === undefined) return withoutColon(found);
    const other = labelInside(found.text, source, index);
    return other === undefined ? found : unread('value-is-label', hit.text, other);
  };
  return several(placed, read, quote(labels)) ?? unread('no-value-place', hits[0]?.text ?? '');
}
