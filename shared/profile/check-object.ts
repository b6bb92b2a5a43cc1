import { hasSchema, OBJECT_TYPES, type ObjectType } from '../objects/object-type.ts';
import { STANDARD_FIELDS, standardField } from '../objects/standard-fields.ts';
import { checkIdle } from './check-idle.ts';
import type { Add } from './profile-problem.ts';
import type { Profile } from './schema.ts';

/** What the profile says of one object type: what its fields mean, and which Gong does not have of itself. */
export function checkObject(profile: Profile, type: ObjectType, add: Add): void {
  const object = profile.objects[type];
  const at = `objects.${type}`;
  const read = Object.values(profile.pages).some((page) => page.kind !== 'other' && page.objects[type]);
  if (read && !object) {
    add(
      at,
      'is missing, but pages read it',
      'It holds what the fields mean; {} is enough.',
      `"objects": { "${type}": {} }`,
    );
  }
  if (!object) return;
  if (object.custom && !hasSchema(type))
    add(`${at}.custom`, `${type} takes no custom fields`, 'Gong has them for accounts, contacts, deals and leads.', '');
  for (const [name, field] of Object.entries(object.custom ?? {})) {
    if (standardField(type, name))
      add(`${at}.custom.${name}`, 'is a standard field of Gong', 'It needs no definition.', '');
    else if (OBJECT_TYPES.some((other) => standardField(other, name)))
      add(
        `${at}.custom.${name}`,
        'is the name of a standard field of another type',
        'Gong’s schema takes no custom field of that name.',
        `"${name}Of${type.charAt(0)}${type.slice(1).toLowerCase()}"`,
      );
    if (field.type === 'PICKLIST' && !field.values)
      add(
        `${at}.custom.${name}.values`,
        'is missing',
        'Gong refuses a picklist without its values.',
        '"values": ["Hot", "Cold"]',
      );
    if (field.type === 'REFERENCE' && !field.refersTo)
      add(`${at}.custom.${name}.refersTo`, 'is missing', 'A reference points to one type.', '"refersTo": "ACCOUNT"');
  }
  for (const name of Object.keys(object.fields ?? {})) {
    if (!name.startsWith('_') && !standardField(type, name) && !Object.hasOwn(object.custom ?? {}, name)) {
      add(
        `${at}.fields.${name}`,
        `is no field of ${type}`,
        'Its meaning would never be used.',
        `Known: ${Object.keys(STANDARD_FIELDS[type]).join(', ')}`,
      );
    }
    const sources = Object.values(profile.pages).flatMap((page) =>
      page.kind === 'other' ? [] : (page.objects[type]?.fields[name] ?? []),
    );
    // What is said here may be meant for the page that says how its text is read.
    if (sources.every((source) => source.as === undefined))
      checkIdle(profile, type, name, undefined, `${at}.fields.${name}`, add);
  }
  object.constants?.forEach((constant, index) => {
    for (const [name, field] of Object.entries(STANDARD_FIELDS[type])) {
      const mandatory = 'mandatory' in field && name !== 'modifiedDate';
      if (mandatory && (constant.fields[name] ?? '') === '') {
        add(
          `${at}.constants[${index}].fields.${name}`,
          'is missing',
          `Gong refuses a ${type} without it.`,
          `"fields": { "${name}": "…" }`,
        );
      }
    }
  });
  if (object.emailFromLogin && type !== 'BUSINESS_USER')
    add(`${at}.emailFromLogin`, 'is only for BUSINESS_USER', 'It makes a user’s address.', '');
}
