import type { SchemaType } from '../../shared/objects/object-type.ts';
import { standardField } from '../../shared/objects/standard-fields.ts';
import type { SchemaField } from '../gong/client.ts';
import type { CustomField } from '../profile-facts.ts';

/** What would happen to a type's schema in Gong if the profile's fields were sent. */
export interface SchemaPlan {
  /** The complete list to send; null when nothing must be sent. */
  readonly send: readonly SchemaField[] | null;
  /** Changes that destroy values in Gong and that nobody has consented to; they are left out of `send`. */
  readonly destroys: readonly { readonly uniqueName: string; readonly change: 'removal' | 'type-change' }[];
}

/**
 * Diffs the profile's custom fields with those that Gong has. Each list sent is complete, as Gong takes a field left out for an error;
 * removals and type changes are made only with `consent` (Gong: custom fields and schema).
 */
export function planSchema(
  type: SchemaType,
  wanted: readonly CustomField[],
  inGong: readonly SchemaField[],
  consent: boolean,
): SchemaPlan {
  const destroys: { uniqueName: string; change: 'removal' | 'type-change' }[] = [];
  const present = new Map(
    inGong
      .filter(
        ({ uniqueName, isDeleted, type: kind }) =>
          isDeleted !== true &&
          kind !== GONGS_OWN &&
          standardField(type, uniqueName) === undefined &&
          !OWN.has(uniqueName),
      )
      .map((field) => [field.uniqueName, field]),
  );
  const names = new Set(wanted.map(({ uniqueName }) => uniqueName));
  const send: SchemaField[] = [];
  let differs = false;
  for (const field of wanted) {
    const known = present.get(field.uniqueName);
    const wish = schemaField(field);
    if (known === undefined) differs = true;
    else if (known.type !== field.type) {
      if (consent) differs = true;
      else {
        destroys.push({ uniqueName: field.uniqueName, change: 'type-change' });
        send.push(schemaField(known));
        continue;
      }
    } else if (JSON.stringify(schemaField(known)) !== JSON.stringify(wish)) differs = true;
    send.push(wish);
  }
  for (const [uniqueName, field] of present) {
    if (names.has(uniqueName)) continue;
    if (consent) {
      differs = true;
      send.push({ ...schemaField(field), isDeleted: true });
    } else {
      destroys.push({ uniqueName, change: 'removal' });
      send.push(schemaField(field));
    }
  }
  return { send: differs ? send : null, destroys };
}

/** Only fields that Gong defines have this type; sent back it is refused (Gong: custom fields and schema). */
const GONGS_OWN = 'STRINGARRAY';
const OWN = new Set(['objectId', 'isDeleted']);

function schemaField(field: CustomField | SchemaField): SchemaField {
  const { uniqueName, label, type, referenceTo, orderedValueList } = field;
  return {
    uniqueName,
    label,
    type,
    ...(referenceTo === undefined ? {} : { referenceTo }),
    ...(orderedValueList === undefined ? {} : { orderedValueList: [...orderedValueList] }),
  };
}

/** The custom fields that Gong has after `sent` was taken. */
export function afterSending(sent: readonly SchemaField[]): SchemaField[] {
  return sent.filter(({ isDeleted }) => isDeleted !== true);
}
