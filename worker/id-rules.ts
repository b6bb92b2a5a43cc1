import { OBJECT_TYPES, type ObjectType } from '../shared/objects/object-type.ts';
import type { Profile } from '../shared/profile/schema.ts';

/** How the ids of a type are made: one entry for each source of it. */
export type IdRules = ReadonlyMap<ObjectType, ReadonlySet<string>>;

/** The rules by which a profile makes objectIds: where the id is read, and the prefix of the source (design: objectId). */
export function idRulesOf(profile: Profile): IdRules {
  const rules = new Map<ObjectType, Set<string>>();
  for (const page of Object.values(profile.pages)) {
    if (page.kind === 'other') continue;
    for (const type of OBJECT_TYPES) {
      const object = page.objects[type];
      if (object === undefined) continue;
      // A record page is asked for by an id that a list has read, so only lists and pages with an id of their own make one.
      const id = object.id ?? ('id' in page ? page.id : undefined);
      if (id === undefined && page.kind !== 'list') continue;
      const list = rules.get(type) ?? new Set<string>();
      list.add(JSON.stringify([id ?? null, object.prefix ?? null]));
      rules.set(type, list);
    }
  }
  return rules;
}

/** Types of which ids that were made before would be made otherwise from now on. A further source changes nothing. */
export function changedIdRules(before: IdRules, after: IdRules): ObjectType[] {
  return OBJECT_TYPES.filter((type) => {
    const now = after.get(type);
    return now !== undefined && [...(before.get(type) ?? [])].some((rule) => !now.has(rule));
  });
}
