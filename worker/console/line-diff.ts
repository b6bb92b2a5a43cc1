/** A line of a comparison. `gap`: lines in between that are the same. */
export interface DiffLine {
  readonly kind: 'same' | 'add' | 'cut' | 'gap';
  readonly text: string;
}

const CONTEXT = 3;
/** A table of the inner differing part larger than this is not worth its memory: it is shown as cut and added whole. */
const MOST_CELLS = 4_000_000;

/** What must be cut from and added to `before` to make `after`, line by line, with three lines around each change; empty when they are the same. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  if (start === a.length && start === b.length) return [];
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  const whole = [
    ...a.slice(0, start).map(same),
    ...inner(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
  return fold(whole);
}

/** The longest common subsequence, walked back. */
function inner(a: readonly string[], b: readonly string[]): DiffLine[] {
  const cut = (text: string): DiffLine => ({ kind: 'cut', text });
  const add = (text: string): DiffLine => ({ kind: 'add', text });
  if (a.length * b.length > MOST_CELLS) return [...a.map(cut), ...b.map(add)];
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      table[i * width + j] =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left });
      i += 1;
      j += 1;
    } else if (
      right === undefined ||
      (left !== undefined && (table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0))
    ) {
      lines.push(cut(left ?? ''));
      i += 1;
    } else {
      lines.push(add(right));
      j += 1;
    }
  }
  return lines;
}

function fold(lines: readonly DiffLine[]): DiffLine[] {
  const near = new Set<number>();
  lines.forEach(({ kind }, index) => {
    if (kind !== 'same') for (let i = index - CONTEXT; i <= index + CONTEXT; i += 1) near.add(i);
  });
  const folded: DiffLine[] = [];
  let hidden = 0;
  lines.forEach((line, index) => {
    if (!near.has(index)) {
      hidden += 1;
      return;
    }
    if (hidden > 0) folded.push(gap(hidden));
    hidden = 0;
    folded.push(line);
  });
  if (hidden > 0) folded.push(gap(hidden));
  return folded;
}

function gap(n: number): DiffLine {
  return { kind: 'gap', text: `… ${n} ${n === 1 ? 'line' : 'lines'} the same …` };
}
