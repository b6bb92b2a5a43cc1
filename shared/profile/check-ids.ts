import { OBJECT_TYPES, type ObjectType } from '../objects/object-type.ts';
import { standardField } from '../objects/standard-fields.ts';
import { idParts } from './id-holes.ts';
import type { Add } from './profile-problem.ts';
import { partsNamed } from './record-id.ts';
import type { FieldSource, IdRule, Page, Profile } from './schema.ts';
import { holesOf } from './template.ts';

/** A place of the profile that names records of one source by ids of so many parts. */
interface Naming {
  readonly path: string;
  readonly parts: number;
}

/** The names of the holes in an address and its form. */
export function holesAsked({ url, form = {} }: Pick<Page, 'url' | 'form'>): string[] {
  const inForm = Object.values(form).flatMap((value) =>
    Array.from(value.matchAll(/\{(id\d?)\}/g), ([, hole = '']) => hole),
  );
  return [...holesOf(url), ...inForm];
}

/** How many parts the ids have that a rule finds. */
function partsOf(rule: IdRule): number {
  if (rule.parts) return rule.parts.length;
  if (rule.params) return rule.params.length;
  const template = rule.template ?? rule.inside;
  return template === undefined ? 1 : partsNamed(holesOf(template));
}

/**
 * Every place that names a type's records names them by ids of equally many parts: else a reference would lead nowhere, and two records could meet
 * under one id.
 */
export function checkIds(profile: Profile, add: Add): void {
  const sources = new Map<string, Naming[]>();
  const name = (type: ObjectType, prefix: string | undefined, path: string, parts: number) => {
    if (!(parts > 0)) return;
    const key = `${type} ${prefix ?? ''}`;
    sources.set(key, [...(sources.get(key) ?? []), { path, parts }]);
  };
  const nameBy = (type: ObjectType, prefix: string | undefined, path: string, rules: readonly IdRule[] = []) => {
    for (const [index, rule] of rules.entries())
      name(type, prefix, rules.length === 1 ? path : `${path}[${index}]`, partsOf(rule));
  };
  for (const [key, page] of Object.entries(profile.pages)) {
    const at = `pages.${key}`;
    if (page.kind === 'other') continue;
    checkHoles(page, at, add);
    if (page.kind === 'history') name(page.of, page.prefix, `${at}.url`, partsNamed(holesAsked(page)));
    for (const type of OBJECT_TYPES) {
      const object = page.objects[type];
      if (!object || page.kind === 'history') continue;
      if (page.kind === 'record') {
        name(type, object.prefix, `${at}.url`, partsNamed(holesAsked(page)));
        (page.alsoAt ?? []).forEach((url, index) => {
          name(type, object.prefix, `${at}.alsoAt[${index}]`, partsNamed(holesOf(url)));
        });
      }
      if (object.id) nameBy(type, object.prefix, `${at}.objects.${type}.id`, object.id);
      else nameBy(type, object.prefix, `${at}.id`, page.id);
      for (const [field, list] of Object.entries(object.fields)) {
        list.forEach((source, index) => {
          const path = `${at}.objects.${type}.fields.${field}${list.length === 1 ? '' : `[${index}]`}`;
          const meant = meantBy(profile, type, field, source);
          if (!meant) return;
          nameBy(meant.type, meant.prefix, `${path}.ids`, source.ids);
          if (meant.byCode) name(meant.type, meant.prefix, `${path}.by`, 1);
        });
      }
    }
  }
  for (const type of OBJECT_TYPES) {
    const object = profile.objects[type];
    const at = `objects.${type}`;
    if (typeof object?.url === 'string') name(type, undefined, `${at}.url`, partsNamed(holesOf(object.url)));
    const several = sources.get(`${type} `)?.some(({ parts }) => parts > 1);
    if (several)
      object?.constants?.forEach(({ id }, index) => {
        name(type, undefined, `${at}.constants[${index}].id`, idParts(id).length);
      });
  }
  for (const [key, [first, ...others]] of sources) {
    const other = others.find(({ parts }) => parts !== first?.parts);
    if (!first || !other) continue;
    const [type = ''] = key.split(' ');
    add(
      other.path,
      `names ${type} by ids of ${other.parts} ${other.parts === 1 ? 'part' : 'parts'}, ${first.path} by ids of ${first.parts}`,
      'Every place must name a record by the same id; else references lead nowhere. Only another source with a "prefix" of its own may differ.',
      '"url": "view.asp?company={id1}&person={id2}", "id": { "params": ["company", "person"] }, constants as "7/3"',
    );
  }
}

function checkHoles(page: Page, at: string, add: Add): void {
  if (!Number.isNaN(partsNamed(holesAsked(page)))) return;
  add(
    `${at}.url`,
    'must hold {id}, or the parts of the id as {id1}, {id2} and so on, none left out',
    'The address of a record is made from its whole id.',
    '"url": "view.asp?company={id1}&person={id2}"',
  );
}

/** Which records a reference names by ids that stand on the page; null for other fields. */
function meantBy(
  profile: Profile,
  type: ObjectType,
  field: string,
  source: FieldSource,
): { type: ObjectType; prefix: string | undefined; byCode: boolean } | null {
  const object = profile.objects[type];
  const general = object?.fields?.[field];
  const meant =
    source.refersTo ?? general?.refersTo ?? standardField(type, field)?.refersTo ?? object?.custom?.[field]?.refersTo;
  if (!meant) return null;
  return { type: meant, prefix: source.prefix ?? general?.prefix, byCode: (source.by ?? general?.by) === 'code' };
}
