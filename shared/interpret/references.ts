import { objectIdOf } from '../objects/object-id.ts';
import type { ObjectType } from '../objects/object-type.ts';
import type { RawValue } from '../profile/raw.ts';
import type { Profile } from '../profile/schema.ts';
import { fillTemplate, holesOf } from '../profile/template.ts';
import { foldSpaces } from '../values/text.ts';
import type { Outcome, Prepared } from './convert.ts';
import type { FullMeaning } from './meaning.ts';

export type Lookup = (type: ObjectType, text: string) => readonly string[];

/** How a name may be written: as it stands, and "Last, First" turned round. */
function spellings(text: string): string[] {
  const folded = foldSpaces(text);
  const parts = folded.split(', ');
  const [last, first] = parts;
  return parts.length === 2 && first && last ? [folded, `${first} ${last}`] : [folded];
}

/** The objectIds that the profile's own constants give for a name. */
function constantsNamed(profile: Profile, type: ObjectType, text: string): string[] {
  return (profile.objects[type]?.constants ?? []).flatMap((constant) => {
    const names = [
      constant.id,
      ...(constant.aliases ?? []),
      ...(typeof constant.fields['name'] === 'string' ? [constant.fields['name']] : []),
    ];
    return names.some((name) => foldSpaces(name) === text) ? [objectIdOf(type, constant.id)] : [];
  });
}

/**
 * The objectId that a reference means: the one id in its link, the code that stands there, or the one record known by that name. Two
 * candidates are a problem, none is one that is tried again.
 */
export function resolveReference(
  raw: RawValue,
  prepared: Prepared,
  meaning: FullMeaning,
  profile: Profile,
  lookup: Lookup,
): Outcome {
  if (prepared.state === 'unread') return { read: false, code: prepared.code, message: prepared.message };
  const ids = raw.state === 'value' ? (raw.ids ?? []) : [];
  // A mark of emptiness that is a link to a record is that record's name: somebody called it “N/A”.
  if (prepared.state === 'empty' && ids.length === 0) return { read: true, value: null };
  const type = meaning.refersTo;
  if (!type)
    return { read: false, code: 'reference-unclear', message: 'The profile does not say to which type this refers.' };
  const text = prepared.state === 'text' ? prepared.text : '';
  const by = meaning.by ?? (raw.state === 'value' && raw.ids ? 'id' : 'name');
  if (by === 'id' || by === 'id-or-name') {
    const [id] = ids;
    if (ids.length > 1)
      return { read: false, code: 'reference-ambiguous', message: `The value holds links to ${ids.length} records.` };
    if (id !== undefined) return { read: true, value: objectIdOf(type, id, meaning.prefix) };
    if (by === 'id')
      return {
        read: false,
        code: 'reference-unresolved',
        message: `“${text.slice(0, 60)}” carries no link with an id.`,
      };
  }
  if (by === 'code') return { read: true, value: objectIdOf(type, foldSpaces(text), meaning.prefix) };
  for (const spelling of spellings(text)) {
    const found = new Set([...constantsNamed(profile, type, spelling), ...lookup(type, spelling)]);
    const [objectId] = found;
    if (found.size > 1)
      return {
        read: false,
        code: 'reference-ambiguous',
        message: `“${text.slice(0, 60)}” is the name of ${found.size} records.`,
      };
    if (objectId !== undefined) return { read: true, value: objectId };
  }
  const rule = type === 'BUSINESS_USER' ? profile.objects.BUSINESS_USER?.emailFromLogin : undefined;
  if (rule !== undefined && !/\s/.test(text)) return { read: true, value: objectIdOf(type, text) };
  return {
    read: false,
    code: 'reference-unresolved',
    message: `No record is known yet by the name “${text.slice(0, 60)}”.`,
  };
}

/** Names that a record is known by: the profile's templates over its texts, each needing all of its holes. */
export function namesFrom(templates: readonly string[], texts: Readonly<Record<string, string>>): string[] {
  const names = templates.flatMap((template) =>
    holesOf(template).every((hole) => (texts[hole] ?? '') !== '') ? [foldSpaces(fillTemplate(template, texts))] : [],
  );
  return [...new Set(names.filter((name) => name !== ''))];
}
