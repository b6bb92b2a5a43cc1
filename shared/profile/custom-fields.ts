import type { CustomField } from '../objects/custom-field.ts';
import type { ObjectType } from '../objects/object-type.ts';
import type { Profile } from './schema.ts';

/** The custom fields of a type as Gong's schema takes them; fields that the profile marks as deleted are left out. */
export function customFieldsOf(profile: Profile, type: ObjectType): CustomField[] {
  return Object.entries(profile.objects[type]?.custom ?? {}).flatMap(([uniqueName, field]) => {
    if (field.deleted) return [];
    // Gong calls a user USER where a field points at one.
    const target =
      field.refersTo === 'BUSINESS_USER' ? 'USER' : field.refersTo === 'STAGE' ? undefined : field.refersTo;
    return [
      {
        uniqueName,
        label: field.label,
        type: field.type,
        ...(field.values === undefined ? {} : { orderedValueList: field.values }),
        ...(target === undefined ? {} : { referenceTo: target }),
      },
    ];
  });
}
