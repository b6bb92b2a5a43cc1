/** One field's text from where the profile says that it stands. */
import { parameterValues } from '../../shared/profile/page-address.ts';
import type { RawValue } from '../../shared/profile/raw.ts';
import type { FieldSource, TextSource } from '../../shared/profile/schema.ts';
import { matchTemplate, searchTemplate } from '../../shared/profile/template.ts';
import type { LabelIndex } from './label-index.ts';
import { isInside } from './nodes.ts';
import { part } from './parts.ts';
import type { Row } from './row-cells.ts';
import type { Look } from './signs.ts';
import { fromNodes, quote, several, unread, value, withSelf } from './value.ts';

export interface Scope {
  readonly look: Look;
  /** What relative links start from. */
  readonly base: string;
  /** The parts of the page in which fields are looked for. */
  readonly roots: readonly Element[];
  /** Regions that are no part of the data. */
  readonly skip: ReadonlySet<Element>;
  readonly labels: LabelIndex | null;
  readonly row: Row | null;
  readonly crmId: string | null;
}

/** What one source gives: `null` where the page does not have it at all. */
export function readSource(source: FieldSource | TextSource, scope: Scope): RawValue | null {
  if (source.constant !== undefined) return value(source.constant);
  if (source.id) return scope.crmId === null ? null : value(scope.crmId);
  if (source.url !== undefined) return fromUrl(source.url, scope);
  if (source.script !== undefined) {
    const found = new Set(searchTemplate(source.script, scope.look.scripts()).map((holes) => holes['value'] ?? ''));
    return several([...found], (text) => value(text), quote([source.script]));
  }
  if (source.label) return scope.labels && part('records').fromLabel(source, source.label, scope, scope.labels);
  if (scope.row) {
    const found = part('lists').fromRow(source, scope, scope.row);
    if (found !== undefined) return found;
  }
  if (source.css !== undefined) {
    const css = source.css;
    const found = scopesOf(source, scope).flatMap((root) => withSelf(root, css, scope.look));
    const kept = found.filter((element) => !isInside(element, scope.skip));
    return fromElements(kept, source, scope, `“${css}”`);
  }
  if (source.xpath !== undefined) return fromElements(byXpath(source.xpath, scope), source, scope, `“${source.xpath}”`);
  return null;
}

/** The first source that the page has. A doubtful value gives way to another source's value, not to its silence. */
export function readField(sources: readonly FieldSource[], scope: Scope): RawValue {
  let problem: RawValue | null = null;
  for (let index = 0; index < sources.length; index++) {
    const source = sources[index];
    const found = source && readSource(source, scope);
    if (!found || (found.state === 'empty' && problem)) continue;
    const marked = index === 0 ? found : { ...found, source: index };
    if (found.state !== 'unread') return marked;
    problem ??= marked;
  }
  if (problem) return problem;
  if (sources.some((source) => source.absent === 'empty')) return { state: 'empty' };
  return unread('not-on-page', placeOf(sources[0]));
}

function placeOf(source: FieldSource | undefined): string {
  if (source?.label) return `the label ${quote(source.label)}`;
  if (source?.column) return `the column ${quote(source.column)}`;
  return (
    source?.css ??
    source?.xpath ??
    source?.above ??
    source?.script ??
    source?.url ??
    source?.columnLink?.join(' or ') ??
    'its place'
  );
}

function fromUrl(pattern: string, scope: Scope): RawValue | null {
  const { url } = scope.look;
  if (!pattern.includes('{')) {
    const found = parameterValues(url, pattern);
    return found[0] === undefined ? null : value(found[0]);
  }
  const holes = matchTemplate(pattern, url) ?? searchTemplate(pattern, url)[0];
  const text = holes?.['value'] ?? Object.values(holes ?? {})[0];
  return text === undefined ? null : value(text);
}

function scopesOf(source: FieldSource | TextSource, scope: Scope): readonly ParentNode[] {
  if (source.within !== undefined) {
    const within = source.within;
    return (scope.row ? scope.row.elements : [scope.look.document.documentElement]).flatMap((root) =>
      scope.look.all(root, within),
    );
  }
  return scope.row ? scope.row.elements : scope.roots;
}

/** What an XPath finds: elements, texts between them (`following-sibling::text()[1]`), attributes as texts. */
function byXpath(path: string, scope: Scope): Node[] {
  const { document, problems } = scope.look;
  const found: Node[] = [];
  try {
    for (const root of scope.row ? scope.row.elements : scope.roots) {
      const start = path.startsWith('//') ? `.${path}` : path;
      // 7 = an ordered snapshot: the page cannot change under it.
      const result = document.evaluate(start, root, null, 7, null);
      for (let index = 0; index < Math.min(result.snapshotLength, 1000); index++) {
        const node = result.snapshotItem(index);
        const held = node?.nodeType === 2 ? document.createTextNode(node.nodeValue ?? '') : node;
        if (held && !found.includes(held)) found.push(held);
      }
    }
  } catch {
    if (!problems.some(({ about }) => about?.[0] === path))
      problems.push({ code: 'bad-selector', about: [path, 'an XPath'] });
  }
  return found.filter((element) => !isInside(element, scope.skip));
}

function fromElements(
  elements: readonly Node[],
  source: FieldSource | TextSource,
  scope: Scope,
  where: string,
): RawValue | null {
  if (source.nth !== undefined && source.inside === undefined) {
    const chosen = elements[source.nth - 1];
    return chosen ? fromNodes([chosen], source, scope, undefined) : null;
  }
  if (source.all && source.inside === undefined)
    return elements.length === 0 ? null : fromNodes(elements, source, scope, undefined);
  return several(elements, (element) => fromNodes([element], source, scope, undefined), where);
}

/** A text that is no field (viewer, sign, counter), taken apart by its templates; null where it is not there or doubtful. */
export function readText(source: TextSource, scope: Scope): string | null {
  const found = readSource(source, scope);
  if (found?.state !== 'value') return null;
  if (!source.templates) return found.text;
  for (const template of source.templates) {
    const holes = matchTemplate(template, found.text);
    if (holes) return holes['value'] ?? Object.values(holes)[0] ?? null;
  }
  return null;
}
