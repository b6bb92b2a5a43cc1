import { editDistance } from '../../shared/profile/edit-distance.ts';
import type { FieldSource } from '../../shared/profile/schema.ts';

/** What to write instead, by the code that kept a value out. */
const HINTS: Readonly<Record<string, string>> = {
  'not-on-page':
    'give the spelling that the page shows, say where else it stands ("at": "inside" if label and value are one text), or "absent": "empty" if this CRM leaves empty rows out',
  ambiguous: 'choose one place: "section", "within", "ignore" on the page, "nth", or "all"',
  'ambiguous-column': 'choose one column: "under" its group header, "row", or "cell"',
  'no-value-place':
    'say where the value stands: "at": "below", "before" or "inside", "cell", or its "css"; if it is below, name the headings between it and what follows in the page\u2019s "labels"',
  'value-is-label': 'the value stands elsewhere: "cell", "at", or "within"; or this label is the header of a list',
  'unknown-element': 'if these angle brackets are this CRM\u2019s own markup: "elements"',
  'control-in-text': 'name the part that is the value: "inside", or take the rest away: "drop"',
  'several-controls': 'name the one that is the value: "inside", "nth"',
  'only-a-picture': '"inside": "img", "attribute": "alt" (or "src" with "templates")',
  cut: 'read it from the record page, or from an "attribute" that holds the whole text; "dots": true if it really ends so',
  'row-shape': '"rows": { "ragged": true } if the columns are the right ones all the same',
  'rows-differ': 'rows with one id show different values: another "id", or leave the field to the record page',
  'text-masked': 'nothing: the CRM hides it from this viewer',
  'text-entities': '"decodeEntities": "all" if this CRM escapes every value twice',
  'several-lines': 'say which part is meant: "line", "templates", "inside" or "drop"; "as": "text" joins the lines',
  'template-mismatch': 'add a template that fits this text to "templates"',
  'template-ambiguous': 'give the holes types ("{zip:digits} {city}") or more text between them',
  'line-missing': 'another "line"',
  'date-unparsable':
    'add the format to "dateFormats" (of the field or of a format set), "templates" if more than the date stands there',
  'date-ambiguous':
    'two formats read it differently: state only the ones that this viewer has, by "when" or "byEvidence"',
  'control-untold': 'a hidden field mostly holds it, too: { "css": "input[name=…]", "attribute": "value" }',
  'date-zone-differs': 'this viewer has another zone than the profile says: say it in a format set',
  'date-zone-unknown':
    'say the zone: "crm.timeZone", a format set, "timeZoneFrom" with all of the CRM’s words for zones in its "map"',
  'date-in-overlap': 'nothing: when the clock is put back, the CRM shows two moments alike',
  'date-time-missing': '"dateOnly": "start-of-day" if that is what is meant',
  'date-century-unknown': '"yearPivot": 50 in a format set: years below it are 20xx',
  'number-grouping': 'state "group" as this viewer\u2019s pages write it, \'\' for none',
  'number-format-unknown': 'state "decimal" and "group" in a format set or at the field',
  'number-unparsable':
    'state "decimal", "group", "multipliers"; "templates" if more than the number stands there; "emptyMarkers" for marks such as "-"',
  'number-ambiguous': '"maxDecimals": 2 tells 1,234 from 1,234.00',
  'currency-unknown': '"currencyMarks" or "units", "templates" if other text stands there',
  'currency-other': '"rates" with the worth of that currency',
  'picklist-unknown': 'add the word to "map", or "passUnlisted": true',
  'boolean-unknown': 'add the word to "booleans"',
  'reference-unresolved':
    'give the pages of the type that is meant, too (check reads names over all pages given); "by", "ids", "aliases", "constants"',
  'reference-ambiguous': 'several are known by that name: "ids" or "by": "code" where the page has them',
  'email-invalid': '"inside": "a", "take": "link" if the address stands in a mailto link; "emptyMarkers"',
};

/** What to write instead; empty where only the CRM can help. */
export function hintFor(code: string): string {
  return HINTS[code] ?? '';
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Whether the page's text is one of these as far as labels are compared; a template counts by its words before the hole. */
export function isSame(word: string, texts: readonly string[]): boolean {
  return texts.some((text) => {
    const [start = ''] = text.split('{');
    return text.includes('{') ? fold(word).startsWith(fold(start)) : fold(word) === fold(text);
  });
}

/** Texts of the page that a label or column of the source may have meant, nearest first. */
export function alike(source: FieldSource | undefined, words: readonly string[]): string[] {
  const wanted = [...(source?.label ?? []), ...(source?.column ?? [])].map(fold).filter((one) => one !== '');
  if (wanted.length === 0) return [];
  return words
    .map((word) => {
      const text = fold(word);
      const far = Math.min(
        ...wanted.map((one) => (text.includes(one) && text.length < one.length * 3 ? 1 : editDistance(one, text))),
      );
      return { word, far: text === '' ? Number.POSITIVE_INFINITY : far };
    })
    .filter(({ word, far }) => far <= Math.max(2, fold(word).length / 3))
    .sort((a, b) => a.far - b.far)
    .slice(0, 4)
    .map(({ word }) => word);
}
