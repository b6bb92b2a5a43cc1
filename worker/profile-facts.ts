import { hasSchema, type ObjectType, SCHEMA_TYPES, type SchemaType } from '../shared/objects/object-type.ts';
import { type CompanyPace, companyPace } from '../shared/profile/company-pace.ts';
import { customFieldsOf } from '../shared/profile/custom-fields.ts';
import type { Profile } from '../shared/profile/schema.ts';

/** A custom field as the profile wants it in Gong. */
export interface CustomField {
  readonly uniqueName: string;
  readonly label: string;
  readonly type: string;
  readonly referenceTo?: string;
  readonly orderedValueList?: readonly string[];
}

/** Everything that the Worker wants to know of a profile; worked out once when IT uploads it. */
export interface ProfileFacts {
  readonly name: string;
  /** Whether the CRM's pages tell "does not exist" from "you may not see it" (design: deletion). */
  readonly tellsGone: boolean;
  /** Whether every viewer sees every record, or each only their own. */
  readonly visibility: 'shared' | 'own';
  /** Pages that all browsers together may read; absent in what was worked out before there was a bound. */
  readonly companyPace?: CompanyPace;
  readonly customFields: Readonly<Partial<Record<SchemaType, readonly CustomField[]>>>;
}

/** Works out what the Worker needs of a profile. */
export function factsOf(profile: Profile): ProfileFacts {
  return {
    name: profile.name,
    tellsGone: profile.crm.tellsGoneFromDenied,
    visibility: profile.crm.visibility,
    companyPace: companyPace(profile),
    customFields: Object.fromEntries(SCHEMA_TYPES.map((type) => [type, customFieldsOf(profile, type)])),
  };
}

/** The custom fields that the profile wants for a type. */
export function customFields(facts: ProfileFacts | null, type: ObjectType): readonly CustomField[] {
  return hasSchema(type) ? (facts?.customFields[type] ?? []) : [];
}
