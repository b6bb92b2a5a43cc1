import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { parseProfile } from '../../shared/profile/schema.ts';
import { readPage } from './read-page.ts';

const parsed = parseProfile({
  format: 1,
  name: 'test',
  crm: { origin: 'https://crm.test' },
  session: { signedIn: { css: 'body' }, gone: { text: 'gone' } },
  signs: { lang: { script: "lang='{value}'" } },
  objects: { ACCOUNT: {} },
  pages: {
    list: {
      kind: 'list',
      url: 'list',
      rows: { headers: ['Name', 'City'] },
      id: { param: 'id' },
      next: { link: { text: 'Next' } },
      counter: { templates: '{from} - {to} of {total}' },
      objects: { ACCOUNT: { fields: { name: 'Name', _city: 'City', _title: { css: 'a', attribute: 'title' } } } },
    },
    one: {
      kind: 'record',
      url: 'one?id={id}',
      confirm: 0,
      objects: {
        ACCOUNT: {
          fields: {
            name: 'Name',
            _city: { label: ['City', 'Ort'], section: 'Data' },
            _in: { label: 'Phone', at: 'inside' },
            _below: { label: 'Fax', at: 'below' },
            _x: { xpath: "//td[@class='x']" },
          },
        },
      },
    },
  },
});
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { profile } = parsed;

/** Pieces that pages are made and broken of. */
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
  '<td rowspan=2>',
  '<b>',
  '</b>',
  '<div>',
  '</div>',
  '<font>',
  '<span style="display:none">',
  '</span>',
  '<form>',
  '<select>',
  '<option selected>',
  '</select>',
  '<input value=v1>',
  '<input type=checkbox checked>',
  '<textarea>',
  '</textarea>',
  '<script>',
  "lang='de'",
  '</script>',
  '<!--',
  '-->',
  '<h3>Data</h3>',
  '<fieldset>',
  '<legend>Data</legend>',
  '<label for=i>',
  '</label>',
  '<br>',
  '<dl><dt>',
  '<dd>',
  '<a href="one?id=1">',
  '<a href="one?id=2" title="Whole text">',
  '</a>',
  '<td class=x>',
  '<Köln>',
  '<svg>',
  '</svg>',
  '<template>',
  'Name',
  'Name:',
  'City',
  'Ort :',
  'Phone: 12',
  'Fax',
  'Alpha',
  'Beta',
  'Gamma...',
  '&nbsp;',
  '1 - 2 of 9',
  'Next',
  'gone',
  '\ufffd',
  '&#0;',
  '<p>',
  '<li>',
  '"',
  "'",
  '<',
] as const;

const page = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
    ),
    { maxLength: 120 },
  )
  .map((parts) => parts.join(''));

test('reader never throws and invents nothing when pages are random', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(page, (html) => {
      const { document } = new JSDOM(html, { url: 'https://crm.test/list' }).window;
      // Everything that a page says: text, attributes, values of controls.
      const said =
        `${html} ${document.documentElement.textContent} ${[...document.querySelectorAll('*')].flatMap((one) => [...one.attributes].map((attribute) => attribute.value)).join(' ')} true false`.replace(
          /\s+/g,
          '',
        );
      for (const [key, crmId] of [
        ['list', undefined],
        ['one', '7'],
      ] as const) {
        const url = crmId === undefined ? 'https://crm.test/list' : 'https://crm.test/one?id=7';
        const reading = readPage(
          document,
          profile,
          { page: key, request: { method: 'GET', url }, ...(crmId === undefined ? {} : { crmId }) },
          url,
        );
        expect(reading.problems.filter((problem) => problem.code === 'reader-failed')).toEqual([]);
        for (const record of reading.records) {
          for (const value of Object.values(record.fields)) {
            if (value.state !== 'value') continue;
            for (const word of value.text.split(/\s+/)) expect(said).toContain(word);
          }
        }
      }
    }),
    { numRuns: Number(process.env['PROOF_RUNS'] ?? 150), seed: 20_030_401 },
  );
});
