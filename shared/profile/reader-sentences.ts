/** What the reader's codes mean, for people. The reader itself holds no sentences: it is part of every page of the CRM. */

/** Why something was not read, as the reader says it. `about` holds what the sentence names, in the order that its code has. */
export interface Doubt {
  readonly code: string;
  readonly about?: readonly string[] | undefined;
}

type Sentence = (first: string, second: string, more: readonly string[]) => string;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  // Of a value.
  'not-on-page': (place) =>
    place === '' ? 'Other labels are missing, too, so its absence says nothing.' : `The page does not have ${place}.`,
  ambiguous: (place, times) =>
    place === ''
      ? 'The value holds several links.'
      : `${place} stands on the page ${times} times with different values.`,
  'ambiguous-column': (columns) => `The list has several columns ${columns}.`,
  'row-too-short': (columns) => `The row has no cell in the column ${columns}.`,
  'row-shape': (columns) => `The row has more or fewer cells than its header, so ${columns} may be another column.`,
  'rows-differ': () => 'Several rows of this record show different values.',
  'nothing-above': () => 'The cell is empty, and no row above shows what it repeats.',
  'no-value-place': (label) => `Beside the label “${label}” there is no place for a value.`,
  'value-is-label': (label, value) => `Beside “${label}” stands “${value}”, which is a label itself.`,
  'not-a-text': (key) => `The script's value at “${key}” is neither text nor number.`,
  'too-long': (most) => `The text has more than ${most} characters.`,
  'broken-character': () => 'The text holds a character that could not be decoded.',
  cut: (end) => `The text is cut: “${end}”.`,
  'unknown-element': (tag) => `The value holds <${tag}>, which may be text that the page took for markup.`,
  'control-in-text': () => 'The value holds an input field beside other text: an editor, or a unit.',
  'control-untold': () =>
    'The page does not hold what its control shows: a script fills it, or a quote in its text has broken it.',
  'several-controls': () => 'The value holds several input fields.',
  'only-a-picture': () => 'The value is a picture without text, or what a script or a frame shows there.',
  // Found by health, after the reader; no figures, which would differ from page to page.
  'page-unhealthy': () => 'The CRM suddenly shows this field empty in most records; an update may have moved it.',
  // Of a page.
  'page-unknown': (page) => `The profile describes no page ${page}.`,
  'reader-failed': (why) => `The page could not be read: ${why}.`,
  'bad-selector': (path, kind) => `“${path}” is not ${kind} that the browser knows.`,
  'no-proof-of-login': () => 'The page shows no sign of being signed in.',
  'not-this-page': () => 'The page does not show what the profile says that this page shows.',
  'not-whole': (why) => (why === '' ? 'The page lacks the sign that it is whole; it may be cut short.' : `${why}.`),
  'answer-cut': (why) => `${why}.`,
  'no-id': () => 'Neither the address nor the page says which record this is.',
  moved: (other, asked) => `The page shows the record “${other}”, not “${asked}”.`,
  'record-not-found': (first, second, [code, ...about]) =>
    second === ''
      ? `The page shows no value for ${first === '' ? 'any field' : first}.${code === undefined ? '' : ` ${sentenceOf({ code, about })}`}`
      : `Only ${first} of ${second} labels are on the page.`,
  'ambiguous-list': (tables) => `${tables} tables have these headers; "within" or "ignore" must say which is meant.`,
  'rows-in-rows': () => 'Rows stand inside each other, many deep; "rows" must name those that are records.',
  'several-ids': (rows) => `${rows} rows hold several ids; "path", "has" or "css" of the id must say which is meant.`,
  'rows-without-id': (named) =>
    `More rows look like records than the ${named} that hold an id; "id" needs another way to find that of the others.`,
  'row-opens-nothing': (row, page) => `The row of ${row} has no link that opens “${page}”.`,
  'next-page': (link) =>
    link === '' ? 'The form that turns the page is not on it.' : `The link to the next page is no address: “${link}”.`,
  'list-not-asked': () => 'The form that runs the search is not on the page.',
  'list-not-found': (table) =>
    table === ''
      ? 'The page does not hold the list that the profile describes.'
      : 'The list shows no row with an id, and no sign that it is empty.',
};

/** The sentence for a person; the code itself where it is one that this build does not know. */
export function sentenceOf({ code, about = [] }: Doubt): string {
  const sentence = SENTENCES[code];
  return sentence ? sentence(about[0] ?? '', about[1] ?? '', about.slice(2)) : code;
}
