import { distinctBytes, sha256 } from '../../shared/objects/sha256.ts';

const KNOWN = new Map<string, number>();
const MOST = 5000;

/** 48 bits that are equal for the same field names in the same order: contents of one shape may replace each other as a whole. */
export function shapeOf(content: Readonly<Record<string, unknown>>): number {
  let names = '';
  for (const name in content) names += `${name}\0`;
  const known = KNOWN.get(names);
  if (known !== undefined) return known;
  let shape = 0;
  for (const byte of sha256(distinctBytes(names)).subarray(0, 6)) shape = shape * 256 + byte;
  if (KNOWN.size >= MOST) KNOWN.clear();
  KNOWN.set(names, shape);
  return shape;
}

/** `shapeOf` for contents that mostly have the fields of the one before: that is seen without writing their names down. */
export function shapesInTurn(): (content: Readonly<Record<string, unknown>>) => number {
  let names: readonly string[] = [];
  let shape = shapeOf({});
  return (content) => {
    let at = 0;
    let same = true;
    for (const name in content) {
      if (name !== names[at]) {
        same = false;
        break;
      }
      at += 1;
    }
    if (same && at === names.length) return shape;
    names = Object.keys(content);
    shape = shapeOf(content);
    return shape;
  };
}
