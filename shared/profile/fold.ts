/** Texts as they are compared and handed over: blanks folded. */

/** What becomes one space. A single space, by far the most frequent, is left alone. */
const BLANKS = / [\s\u200b\u200e\u200f]+|(?! )[\s\u200b\u200e\u200f]+/g;

/** White space, no-break spaces and zero-width marks folded to single spaces, ends trimmed. */
export function fold(text: string): string {
  // Most texts are folded already, or need no more than their ends trimmed.
  const trimmed = text.trim();
  if (!/ {2}|[^ -~\u00a1-\u024f]/.test(trimmed)) return trimmed;
  return trimmed.replace(BLANKS, ' ').trim();
}

/** A label or header as it is compared: NFKC, lower case, without colon, asterisk, `※`, dots at its end, required marks and sort arrows around it. */
export function foldLabel(text: string): string {
  const folded = fold(text.length > 300 ? text.slice(0, 300) : text);
  // Letters of English with no mark around them stay as they are.
  if (/^\w(?:[ -~]*[\w)])?$/.test(folded)) return folded.toLowerCase();
  return folded
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\s:*※•▲▼△▽↑↓↕⇅]+|[\s:*.※▲▼△▽↑↓↕⇅]+$/g, '');
}

/** A text as sentences and words are compared: folded and in lower case. */
export function foldCase(text: string): string {
  return fold(text).toLowerCase();
}
