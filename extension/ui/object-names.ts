import type { ObjectType } from '../../shared/objects/object-type.ts';
import { text } from './text.ts';

/** What reps call the object type, in the plural: “Deals”. */
export function objectTypeName(type: ObjectType): string {
  return text(`type_${type}`);
}

/** One object of the type: “Deal”. */
export function objectName(type: ObjectType): string {
  return text(`object_${type}`);
}
