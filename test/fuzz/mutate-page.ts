/** Pages broken as pages break: cut, doubled, shuffled, nested, with strange texts and attributes; and pages made of pieces alone. */
import fc from 'fast-check';

/** Pages over 200 KB are no subject of the promise. */
const LONGEST = 200_000;

const PIECES = [
  '<table>',
  '</table>',
  '<tr>',
  '</tr>',
  '<td>',
  '</td>',
  '<th>',
  '</th>',
  '<td colspan=3>',
  '<td colspan=100000 rowspan=100000>',
  '<td rowspan=2>',
  '<b>',
  '</b>',
  '<div>',
  '</div>',
  '<font>',
  '<span style="display:none">',
  '</span>',
  '<form>',
  '</form>',
  '<select>',
  '<option selected>',
  '</select>',
  '<input value=v1>',
  '<input type=hidden name=id value=h1>',
  '<input type=checkbox checked>',
  '<input type=radio name=r>',
  '<textarea>',
  '</textarea>',
  '<script>',
  "lang='de'",
  'rows = [[1, "a<b>c</b>"], [2, "x\\u0041"]];',
  '</script>',
  '<!--',
  '-->',
  '<![CDATA[',
  '<h3>Data</h3>',
  '<fieldset>',
  '<legend>Data</legend>',
  '<label for=i>',
  '</label>',
  '<br>',
  '<dl><dt>',
  '<dd>',
  '<a href="one.php?id=1">',
  '<a href="one.php?id=2" title="Whole text">',
  '<a href="javascript:void(0)" onclick="open(\'7\')">',
  '</a>',
  '<td class=x>',
  '<td class=cut>',
  '<Köln>',
  '<x-y>',
  '<svg>',
  '</svg>',
  '<math>',
  '<template>',
  '<noscript>',
  '<iframe>',
  '<frameset>',
  '<base href="http://[">',
  '<base href="//elsewhere.example/">',
  '<plaintext>',
  'Name',
  'Name:',
  'City',
  'Ort :',
  'Phone: 12',
  'Fax',
  'Turnover (EUR)',
  'Alpha',
  'Gamma...',
  '&nbsp;',
  '&amp;amp;',
  '&#0;',
  '&#x110000;',
  '(1 - 2 of 9)',
  'Next',
  'record was deleted',
  '\ufffd',
  '\ud800',
  '\u0000',
  '\u202e',
  '\u200b',
  'ﬁ',
  'İ',
  '31.02.2014',
  '1.234,56 €',
  'a@b.c',
  '<p>',
  '<li>',
  '"',
  "'",
  '<',
  '>',
  '&',
] as const;

const ATTRIBUTES = [
  'hidden',
  'style="display:none"',
  'style="visibility: hidden"',
  'colspan=2',
  'colspan=100000',
  'colspan=-1',
  'rowspan=0',
  'rowspan=99',
  'title="other text"',
  'class=""',
  'id=x',
  'href="?id=%"',
  'href="http://["',
  'href="javascript:"',
  'value=""',
  'name=id',
  'disabled',
  'checked',
  'type=radio',
  'type=hidden',
] as const;

export interface Edit {
  readonly kind:
    | 'drop'
    | 'double'
    | 'move'
    | 'insert'
    | 'end'
    | 'attribute'
    | 'bare'
    | 'rename'
    | 'letters'
    | 'nest'
    | 'flood';
  /** Where, as a share of the page; how much; which piece. */
  readonly at: number;
  readonly to: number;
  readonly length: number;
  readonly piece: string;
  readonly attribute: string;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const piece = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'binary' }) },
);

/** One change to a page. */
export const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.oneof(
    {
      weight: 40,
      arbitrary: fc.constantFrom(
        'drop' as const,
        'double',
        'move',
        'insert',
        'end',
        'attribute',
        'bare',
        'rename',
        'letters',
        'nest',
      ),
    },
    // Pages of 200 KB take long to make and to send.
    { weight: 1, arbitrary: fc.constant('flood' as const) },
  ),
  at: share,
  to: share,
  length: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 400 })),
  piece,
  attribute: fc.constantFrom(...ATTRIBUTES),
});

/** A page of nothing but pieces. */
export const randomPage: fc.Arbitrary<string> = fc.array(piece, { maxLength: 150 }).map((parts) => parts.join(''));

/** The page after the edits, at most 200 KB long. */
export function mutatePage(html: string, edits: readonly Edit[]): string {
  let tokens = html.split(/(<[^>]*>)/).filter((token) => token !== '');
  for (const one of edits) tokens = apply(tokens, one);
  return tokens.join('').slice(0, LONGEST);
}

function apply(tokens: readonly string[], edit: Edit): string[] {
  const at = Math.floor(edit.at * tokens.length);
  const to = Math.floor(edit.to * tokens.length);
  const end = at + edit.length;
  const part = tokens.slice(at, end);
  const token = tokens[at] ?? '';
  const put = (...texts: string[]) => [...tokens.slice(0, at), ...texts, ...tokens.slice(at + 1)];
  switch (edit.kind) {
    case 'drop':
      return [...tokens.slice(0, at), ...tokens.slice(end)];
    case 'double':
      return [...tokens.slice(0, end), ...part, ...tokens.slice(end)];
    case 'move':
      return [...tokens.slice(0, to), ...part, ...tokens.slice(to)];
    case 'insert':
      return [...tokens.slice(0, at), edit.piece, ...tokens.slice(at)];
    case 'end':
      // Most pages are cut near their end: what is cut early proves nothing anyhow.
      return tokens.slice(0, Math.ceil(tokens.length * Math.max(edit.at, edit.to)));
    case 'attribute':
      return put(token.replace(/^<(\w+)/, `<$1 ${edit.attribute} `));
    case 'bare':
      return put(token.replace(/^<(\w+)[^>]*>/, '<$1>'));
    case 'rename':
      return put(token.replace(/^(<\/?)\w+/, `$1${/^<(\w+)/.exec(edit.piece)?.[1] ?? 'td'}`));
    case 'letters': {
      const from = Math.floor(edit.to * token.length);
      return put(token.slice(0, from) + edit.piece + token.slice(from + (edit.length % 5)));
    }
    case 'nest':
      return [...tokens.slice(0, at), ...Array.from({ length: edit.length }, () => edit.piece), ...tokens.slice(at)];
    case 'flood': {
      const room = LONGEST - tokens.reduce((sum, one) => sum + one.length, 0);
      const unit = part.slice(0, 30).join('') || edit.piece;
      return [
        ...tokens.slice(0, at),
        unit.repeat(Math.max(0, Math.floor(room / Math.max(1, unit.length)))),
        ...tokens.slice(at),
      ];
    }
  }
}
