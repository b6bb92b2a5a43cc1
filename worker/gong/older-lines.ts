import type { ObjectType } from '../../shared/objects/object-type.ts';

type Line = Readonly<Record<string, unknown>>;

/** A line in the words of the generation before: other names for dates, a deal's state and its money (Gong: older generation). */
export function olderLine(type: ObjectType, line: Line): Line {
  const { modifiedDate, ...rest } = line;
  const dated = { ...rest, lastModified: modifiedDate };
  if (rest['isDeleted'] === true) return dated;
  if (type === 'STAGE') return { ...dated, internalName: rest['objectId'] };
  if (type === 'DEAL') return olderDeal(dated);
  return dated;
}

function olderDeal(line: Line): Line {
  const { status, closeDate, amount, ...rest } = line;
  const isWon = status === 'WON';
  const isOpen = !isWon && status !== 'LOST';
  const when = isOpen ? 'estimated' : 'actual';
  return {
    ...rest,
    ...(status === undefined ? {} : { isOpen, isWon }),
    ...(closeDate === undefined ? {} : { [`${when}CloseDate`]: closeDate }),
    ...(amount === undefined ? {} : { [`${when}Amount`]: amount }),
  };
}
