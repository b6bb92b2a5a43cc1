import { OBJECT_TYPES, type ObjectType } from './records.ts';

/** Letters that stand for object types in acting links (`loeschen.asp?typ=K&id=4711`). */
export const TYPE_LETTERS = {
  ACCOUNT: 'K',
  CONTACT: 'P',
  DEAL: 'C',
  LEAD: 'I',
  BUSINESS_USER: 'B',
  STAGE: 'S',
} as const satisfies Record<ObjectType, string>;

/** The object type of a letter, if there is one. */
export const typeOfLetter = (letter: string | undefined): ObjectType | undefined =>
  OBJECT_TYPES.find((type) => TYPE_LETTERS[type] === letter);
