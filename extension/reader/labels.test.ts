// @vitest-environment node
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import type { RawValue } from '../../shared/profile/raw.ts';
import { parseProfile } from '../../shared/profile/schema.ts';
import { readPage } from './whole.ts';

/** Reads the fields `_a` and `_b` (labels Alpha and Beta) of a record page. */
function read(html: string, fields: object = {}, page: object = {}): Record<string, RawValue> {
  const parsed = parseProfile({
    format: 1,
    name: 'test',
    crm: { origin: 'https://crm.test' },
    session: { signedIn: { css: 'body' } },
    objects: { ACCOUNT: {} },
    pages: {
      one: {
        kind: 'record',
        url: 'one?id={id}',
        confirm: 0,
        objects: { ACCOUNT: { fields: { _a: 'Alpha', _b: 'Beta', _own: { css: '#own' }, ...fields } } },
        ...page,
      },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const url = 'https://crm.test/one?id=7';
  const { document } = new JSDOM(`${html}<address id=own>proof</address>`, { url }).window;
  const reading = readPage(document, parsed.profile, { page: 'one', crmId: '7', request: { method: 'GET', url } }, url);
  return { ...reading.records[0]?.fields };
}

const value = (text: string) => expect.objectContaining({ state: 'value', text });
const empty = expect.objectContaining({ state: 'empty' });
const unread = (code: string) => expect.objectContaining({ state: 'unread', code });

test.each([
  ['th beside td', '<table><tr><th>Alpha:</th><td>one</td></tr><tr><th>Beta</th><td>two</td></tr></table>'],
  ['td pairs in four columns', '<table><tr><td>Alpha&nbsp;:</td><td>one</td><td>Beta *</td><td>two</td></tr></table>'],
  ['a colon behind the label’s element', '<p><b>Alpha</b>: one<br><b>Beta</b> : <i>two</i></p>'],
  ['a colon before the value', '<table><tr><td>Alpha</td><td>: one</td></tr><tr><td>Beta<td>:two</table>'],
  ['cells never closed', '<table><tr><td>Alpha<td>one<tr><td>Beta<td>two</table>'],
  [
    'font tags inside cells',
    '<table><tr><td><font size=1>ALPHA:</font><td><font>one</font><tr><td><b>Beta</b><td><i>two</i></table>',
  ],
  [
    'a colon in a cell of its own',
    '<table><tr><td>Alpha</td><td>:</td><td>one</td></tr><tr><td>Beta</td><td>:</td><td>two</td></tr></table>',
  ],
  [
    'a label cell with a pencil in a nested table',
    '<table><tr><td><table><tr><td>Alpha</td><td><a href="e"><img src=p.gif></a></td></tr></table></td><td>one</td></tr><tr><td>Beta</td><td>two</td></tr></table>',
  ],
  ['dt and dd', '<dl><dt>Alpha<dd>one<dt>Beta<dd>two</dl>'],
  [
    'label for',
    '<label for=x>Alpha</label><p><input id=x value=one><label for=y>Beta</label><select id=y><option>no<option selected>two</select>',
  ],
  ['label around its control', '<label>Alpha <input value=one></label><label>Beta <textarea>two</textarea></label>'],
  [
    'label before its control',
    '<p><label>Alpha</label> <input value=one></p><p><label>Beta</label><br><input value=two></p>',
  ],
  [
    'span pairs',
    '<div><span class=l>Alpha</span><span class=v>one</span><span class=l>Beta</span><span class=v>two</span></div>',
  ],
  [
    'div pairs in rows',
    '<div class=r><div class=l><label>Alpha</label></div><div class=v>one</div></div><div class=r><div class=l><label>Beta</label></div><div class=v>two</div></div>',
  ],
  ['bold label and text', '<p><b>Alpha:</b> one<br><b>Beta:</b> two</p>'],
  ['bold label and link', '<p><b>Alpha:</b> <a href=x>one</a><br><b>Beta:</b> <a href=x>two</a></p>'],
  ['bare label before an element', '<div>Alpha : <a href=x>one</a><br>Beta : <a href=x>two</a></div>'],
  [
    'disabled controls',
    '<table><tr><td>Alpha</td><td><input disabled value=one></td></tr><tr><td>Beta</td><td><select disabled><option selected>two</select></td></tr></table>',
  ],
  [
    'fieldset',
    '<fieldset><legend>Data</legend><table><tr><td>Alpha</td><td>one</td><td>Beta</td><td>two</td></tr></table></fieldset>',
  ],
])('reader finds the values of labels when the markup is %s', (_, html) => {
  const found = read(html);
  expect(found['_a']).toEqual(value('one'));
  expect(found['_b']).toEqual(value('two'));
});

test.each([
  ['an empty cell before the next label', '<table><tr><td>Alpha</td><td></td><td>Beta</td><td>two</td></tr></table>'],
  ['a no-break space', '<table><tr><td>Alpha</td><td>&nbsp;</td></tr><tr><td>Beta</td><td>two</td></tr></table>'],
  ['bold labels in a line', '<p><b>Alpha:</b> <b>Beta:</b> two</p>'],
  [
    'an empty span',
    '<div><span class=l>Alpha</span><span class=v></span><span class=l>Beta</span><span class=v>two</span></div>',
  ],
  [
    'a hidden editor alone',
    '<table><tr><td>Alpha</td><td><span style="display: none"><select><option>x</select></span></td></tr><tr><td>Beta</td><td>two</td></tr></table>',
  ],
])('reader gives empty, never the next text, when the value is %s', (_, html) => {
  const found = read(html);
  expect(found['_a']).toEqual(empty);
  expect(found['_b']).toEqual(value('two'));
});

test.each([
  [
    'ambiguous',
    '<table><tr><td>Alpha</td><td>one</td></tr></table><table><tr><td>Alpha</td><td>other</td></tr></table>',
  ],
  ['value-is-label', '<table><tr><td>Alpha</td><td>Beta:</td><td>two</td></tr></table>'],
  ['unknown-element', '<table><tr><td>Alpha</td><td>Fair <Köln></td></tr></table>'],
  ['cut', '<table><tr><td>Alpha</td><td>A very long na...</td></tr></table>'],
  ['control-in-text', '<table><tr><td>Alpha</td><td>one <select><option>x</select></td></tr></table>'],
  ['only-a-picture', '<table><tr><td>Alpha</td><td><img src=check.gif></td></tr></table>'],
  ['only-a-picture', '<table><tr><td>Alpha</td><td><a href=x><b><img src=check.gif></b></a>&nbsp;</td></tr></table>'],
  ['only-a-picture', '<table><tr><td>Alpha</td><td><script>document.write(unescape("%61"))</script></td></tr></table>'],
  ['only-a-picture', '<table><tr><td>Alpha</td><td><iframe src=note.asp></iframe></td></tr></table>'],
  ['broken-character', '<table><tr><td>Alpha</td><td>M\ufffdller</td></tr></table>'],
  ['no-value-place', '<table><tr><th>Alpha</th><th>Gamma</th></tr><tr><td>one</td><td>three</td></tr></table>'],
  ['not-on-page', '<p>nothing</p>'],
])('reader leaves a field unread with %s when the page does not prove it', (code, html) => {
  expect(read(html)['_a']).toEqual(unread(code));
});

test('reader knows a record whose mandatory value is there and cannot be read, and no template without values', () => {
  const page = { mandatory: '_a' };
  const named = (name: string) =>
    read(`<table><tr><td>Alpha</td><td>${name}</td></tr><tr><td>Beta</td><td>two</td></tr></table>`, {}, page)['_b'];
  expect(named('<Köln>')).toEqual(value('two'));
  expect(named('A very long na...')).toEqual(value('two'));
  expect(named('')).toBeUndefined();
  // The next label instead of a value: so look the templates of records that are gone.
  expect(named('Beta:')).toBeUndefined();
});

test.each([
  ['of bold words', '<tr><td><b>Day</b><td><b>Alpha</b><td><b>Text</b><tr><td>1<td>x<td>y'],
  ['of a colour of its own', '<tr bgcolor=#ccc><td>Day<td>Alpha<td>Text<tr><td>1<td>x<td>y'],
  ['of labels side by side', '<tr><td>Beta<td>Alpha<td>Text<tr><td>1<td>x<td>y'],
])('reader takes nothing for a value in a list’s header %s', (_, rows) => {
  const list = `<table>${rows}</table>`;
  expect(read(list)['_a']).toEqual(unread('no-value-place'));
  const record =
    '<table><tr><td><b>Alpha</b><td>one<td><b>Beta</b><td>two<tr><td>Gamma<td>three<td>Delta<td>four</table>';
  expect(read(record + list)['_a']).toEqual(value('one'));
});

test('reader takes striped rows of labels and values for no list’s header', () => {
  const line = (of: string, label: string, text: string) => `<tr class=${of}><td>${label}<td>${text}<td>x<td>y`;
  const html = `<table>${line('odd', 'Alpha', 'one')}${line('even', 'Gamma', 'c')}${line('odd', 'Beta', 'two')}</table>`;
  expect(read(html)).toMatchObject({ _a: value('one'), _b: value('two') });
});

test('reader takes no value that is called like a label for a list’s header when labels have colons', () => {
  const html = '<table><tr><td>Name:<td>Beta<td>Alpha:<td>one<tr><td>City:<td>Ulm<td>Zip:<td>1</table>';
  expect(read(html)['_a']).toEqual(value('one'));
});

test('reader takes an absent row for empty only when every label that must be there is', () => {
  const fields = { _a: { label: 'Alpha', absent: 'empty' } };
  expect(read('<table><tr><td>Beta</td><td>two</td></tr></table>', fields)['_a']).toEqual(empty);
  // In another language none of the labels is known: nothing may be cleared.
  expect(read('<table><tr><td>Zweite</td><td>two</td></tr></table>', fields)['_a']).toEqual(unread('not-on-page'));
});

test('reader takes what is missing inside a value for empty, but no missing label, when the profile says so', () => {
  const fields = { _a: { label: 'Alpha', inside: 'a', absent: 'inside' } };
  const row = (cell: string) => `<table><tr><td>${cell}</td></tr><tr><td>Beta</td><td>two</td></tr></table>`;
  expect(read(row('Alpha</td><td><a href=x>one</a>'), fields)['_a']).toEqual(value('one'));
  expect(read(row('Alpha</td><td>nobody'), fields)['_a']).toEqual(empty);
  expect(read(row('Gamma</td><td>nobody'), fields)['_a']).toEqual(unread('not-on-page'));
});

test('reader takes nothing for empty where the value may stand before its label, and reads it there when told', () => {
  const before = { _a: { label: 'Alpha', at: 'before' }, _b: { label: 'Beta', at: 'before' } };
  const list =
    '<dl><li><dt>one</dt> <tt>Alpha:</tt></li><li><dt>two</dt> <tt>Beta:</tt></li><li><dt>3</dt> <tt>Gamma:</tt></li></dl>';
  const tiles =
    '<div><div><p>one</p><p>Alpha</p></div><div><p>two</p><p>Beta</p></div><div><p>3</p><p>Gamma</p></div></div>';
  const cells = '<table><tr><td>one</td><td><b>Alpha</b></td><td>two</td><td>Beta</td></tr></table>';
  for (const html of [list, tiles]) {
    expect(read(html)['_a']).toEqual(unread('no-value-place'));
    expect(read(html)['_b']).toEqual(unread('no-value-place'));
  }
  for (const html of [list, tiles, cells]) {
    expect(read(html, before)['_a']).toEqual(value('one'));
    expect(read(html, before)['_b']).toEqual(value('two'));
  }
  expect(read('<p>one <i>Alpha</i><br>two <i>Beta</i></p>', before)['_b']).toEqual(value('two'));
  expect(read('<dl><li><dt></dt><tt>Alpha:</tt></li><li><dt>two</dt><tt>Beta:</tt></li></dl>', before)['_a']).toEqual(
    empty,
  );
  expect(read('<dl><li><tt>Alpha:</tt></li><li><dt>two</dt><tt>Beta:</tt></li></dl>', before)['_a']).toEqual(
    unread('no-value-place'),
  );
});

test('reader takes a value that equals a label for one where labels have places of their own', () => {
  const html = (value: string) =>
    `<table><tr><td class=l>Alpha</td><td class=v>${value}</td></tr><tr><td class=l>Beta</td><td class=v>two</td></tr></table>`;
  const own = { labelsIn: 'td.l' };
  expect(read(html('Beta'))['_a']).toEqual(unread('value-is-label'));
  expect(read(html('Beta'), {}, own)['_a']).toEqual(value('Beta'));
  expect(read(html('<span>Beta</span>'), {}, own)['_a']).toEqual(value('Beta'));
  expect(read('<dl><dt>Alpha<dd>Beta<dt>Beta<dd>two</dl>', {}, { labelsIn: 'dt' })['_a']).toEqual(value('Beta'));
  // The next label beside an empty place stays one.
  expect(
    read('<table><tr><td class=l>Alpha</td><td class=l>Beta</td><td>two</td></tr></table>', {}, own)['_a'],
  ).toEqual(unread('value-is-label'));
});

test('reader takes the whole text out of a title when the visible one is cut', () => {
  expect(
    read(
      '<table><tr><td>Alpha</td><td><span title="A very long name indeed">A very long na...</span></td></tr></table>',
    )['_a'],
  ).toEqual(value('A very long name indeed'));
  expect(
    read('<table><tr><td>Alpha</td><td><span title="Another text">A very long na...</span></td></tr></table>')['_a'],
  ).toEqual(unread('cut'));
});

test('reader chooses by section, region and label cells when a label stands twice', () => {
  const html =
    '<h3>Contact</h3><table id=c><tr><td class=l>Alpha</td><td>one</td></tr></table><h3>Assistant</h3><table><tr><td>Alpha</td><td>other</td></tr></table>';
  expect(read(html, { _a: { label: 'Alpha', section: 'Contact' } })['_a']).toEqual(value('one'));
  expect(read(html, { _a: { label: 'Alpha', within: '#c' } })['_a']).toEqual(value('one'));
  expect(read(html, {}, { labelsIn: 'td.l' })['_a']).toEqual(value('one'));
  expect(read(html, {}, { ignore: 'h3 + table:not(#c)' })['_a']).toEqual(value('one'));
});

test('reader takes no element for empty that is not there while another that must be there is not', () => {
  const fields = { _a: { css: '#a', absent: 'empty' }, _b: { css: '#b' } };
  expect(read('<p id=b>two</p>', fields)).toMatchObject({ _a: { state: 'empty' }, _b: { state: 'value' } });
  expect(read('<p id=new-b>two</p>', fields)).toMatchObject({ _a: unread('not-on-page'), _b: unread('not-on-page') });
});

test('reader leaves a list unread whose choice a script makes, and a control that a quote has broken', () => {
  const page = (select: string, script: string) =>
    `<table><tr><td>Alpha</td><td>${select}</td></tr><tr><td>Beta</td><td><input name=b value=two></td></tr></table><script>${script}</script>`;
  const blank = '<select name=sel_status><option value=""></option><option value=W>Won</option></select>';
  const alpha = (select: string, script: string) => read(page(select, script))['_a'];
  expect(alpha(blank, 'setCombo(frm.sel_status,"W");')).toEqual(unread('control-untold'));
  expect(alpha(blank, 'document.forms["f"]["sel_status"].selectedIndex = 1')).toEqual(unread('control-untold'));
  // What is only asked for, or stands under another name, chooses nothing.
  expect(alpha(blank, 'if (frm.sel_status.value == "") alert("Status")')).toEqual(empty);
  expect(alpha(blank, 'setCombo(frm.sel_cause,"W");')).toEqual(empty);
  const marked = blank.replace('value=W', 'value=W selected');
  expect(alpha(marked, 'setCombo(frm.sel_status,"W");')).toEqual(value('Won'));
  expect(read(page('<input name=a value="Alpha "One" Ltd">', ''))['_a']).toEqual(unread('control-untold'));
  const broken = { _a: { css: 'input[name=a]', attribute: 'value' } };
  expect(read(page('<input name=a value=""One" Ltd">', ''), broken)['_a']).toEqual(unread('control-untold'));
  expect(read(page("<input name=a value='O'Neill'>", ''))['_a']).toEqual(unread('control-untold'));
});

test('reader takes a head that is alone in its row for the end of the section above it', () => {
  const rows = (head: string, cell: string) => `<tr>${head}</tr><tr><td>Alpha</td><td>${cell}</td></tr>`;
  const phones = { _a: { label: 'Alpha', section: 'Phones' } };
  const none = '<table><tr><th colspan=2>Phones</th></tr><tr><td colspan=2>No phones</td></tr></table>';
  const addresses = `<table>${rows('<th colspan=2><strong>Addresses</strong></th>', 'Road 5')}</table>`;
  expect(read(none + addresses, phones)['_a']).toEqual(unread('not-on-page'));
  expect(read(`<table>${rows('<th colspan=2>Phones</th>', 'one')}</table>${addresses}`, phones)['_a']).toEqual(
    value('one'),
  );
  // Beside its value a head is a label, as anywhere.
  const beside = '<table><tr><th>Gamma</th><td>x</td></tr></table>';
  expect(read(`<h3>Phones</h3>${beside}<p><b>Alpha</b>: one</p>`, phones)['_a']).toEqual(value('one'));
});

test('reader takes values below, inside, in another cell and out of parts when the profile says so', () => {
  expect(
    read('<table><tr><th>Alpha</th><th>Gamma</th></tr><tr><td>one</td><td>three</td></tr></table>', {
      _a: { label: 'Alpha', at: 'below' },
    })['_a'],
  ).toEqual(value('one'));
  expect(read('<p>Alpha: one<br>Beta: two</p>', { _a: { label: 'Alpha', at: 'inside' } })['_a']).toEqual(value('one'));
  expect(
    read('<table><tr><td>Alpha</td><td>x</td><td>one</td></tr></table>', { _a: { label: 'Alpha', cell: 2 } })['_a'],
  ).toEqual(value('one'));
  const icons = '<table><tr><td>Alpha</td><td><b class=v>one</b><b class=v>other</b> <i>icon</i></td></tr></table>';
  expect(read(icons, { _a: { label: 'Alpha', inside: 'b.v' } })['_a']).toEqual(unread('ambiguous'));
  expect(read(icons, { _a: { label: 'Alpha', inside: 'b.v', nth: 2 } })['_a']).toEqual(value('other'));
  expect(read(icons, { _a: { label: 'Alpha', drop: ['i', 'b:nth-of-type(2)'] } })['_a']).toEqual(value('one'));
  expect(
    read('<table><tr><td>Alpha</td><td><img src=x.gif alt=Yes></td></tr></table>', {
      _a: { label: 'Alpha', inside: 'img', attribute: 'alt' },
    })['_a'],
  ).toEqual(value('Yes'));
  expect(
    read('<table><tr><td>Amount (EUR):</td><td>5</td></tr></table>', { _a: { label: 'Amount ({unit})' } })['_a'],
  ).toEqual({ state: 'value', text: '5', label: 'Amount (EUR):' });
});

test.each([
  ['lines to a rule', '<b>Alpha:</b><br>one<br>two<br><hr>other', 'one\ntwo'],
  ['lines to the next label', '<b>Alpha:</b><br>one<br><b>Beta:</b> x', 'one'],
  ['a block', '<b>Alpha:</b><br><p>one</p><p>other</p>', 'one'],
])('reader takes the lines below a label that is in no table when the profile says below: %s', (_, html, text) => {
  expect(read(html, { _a: { label: 'Alpha', at: 'below' } })['_a']).toEqual(value(text));
});

test('reader refuses the lines below a label when something in them looks like another label', () => {
  const html = '<b>Alpha:</b><br>one <b>bold</b> two<br><hr>';
  expect(read(html, { _a: { label: 'Alpha', at: 'below' } })['_a']).toEqual(unread('no-value-place'));
  expect(read('<b>Alpha:</b><br>one<br><hr>')['_a']).toEqual(unread('no-value-place'));
});

test('reader shows a run of blanks as the profile asks, in list cells and beside labels', () => {
  const html =
    '<table><tr><th>Alpha</th><td>\n Ms.  Hopper </td></tr><tr><th>Beta</th><td>Mr. Alan Turing</td></tr></table>';
  const gap = { gap: ' | ' };
  const fields = read(html, { _a: { label: 'Alpha', ...gap }, _b: { label: 'Beta', ...gap } });
  expect(fields['_a']).toEqual(value('Ms. | Hopper'));
  expect(fields['_b']).toEqual(value('Mr. Alan Turing'));
});

test('reader reads lines, radio buttons and checkboxes as a person sees them when they are values', () => {
  expect(read('<table><tr><td>Alpha</td><td>one<br>two<p>three</p></td></tr></table>')['_a']).toEqual(
    value('one\ntwo\nthree'),
  );
  expect(
    read(
      '<table><tr><td>Alpha</td><td><input type=radio name=r>No <input type=radio name=r checked>Yes</td></tr></table>',
    )['_a'],
  ).toEqual(value('Yes'));
  expect(read('<table><tr><td>Alpha</td><td><input type=checkbox checked></td></tr></table>')['_a']).toEqual(
    value('true'),
  );
  expect(
    read('<table><tr><td>Alpha</td><td><select><option value=5 selected>five</select></td></tr></table>', {
      _a: { label: 'Alpha', take: 'code' },
    })['_a'],
  ).toEqual(value('5'));
});

const INSIDE = { _a: { label: 'Alpha', at: 'inside' }, _b: { label: ['Beta', 'Beta ({unit})'], at: 'inside' } };

test.each([
  ['pre', '<pre>\nNo....: 7\nAlpha.: one\nBeta..: <a href=x>two</a>\nGamma.: three</pre>'],
  ['font inside pre', '<pre><font>\nAlpha: one\nBeta (EUR): two\n\nother</font></pre>'],
  ['bold labels in pre', '<pre><b>Alpha:</b> one\nnote\n<b>Beta:</b> two\nnote</pre>'],
])('reader ends a value with its line in preformatted text: %s', (name, html) => {
  expect(read(html, name.startsWith('bold') ? {} : INSIDE)).toMatchObject({ _a: value('one'), _b: value('two') });
});

test('reader leaves a value unread when another label stands in the same text', () => {
  const found = read('<p>Alpha: one Beta: two</p>', INSIDE);
  expect(found['_a']).toEqual(unread('value-is-label'));
});

test('reader gives the words of the chosen radio button when a label stands before the group', () => {
  const radio = (id: string, chosen: string) =>
    `<input type=radio name=r id=${id} ${chosen}><label for=${id}>${id}</label>`;
  expect(read(`<p><label>Alpha</label>${radio('one', '')}${radio('two', 'checked')}</p>`)).toMatchObject({
    _a: value('two'),
  });
  expect(read(`<p><label>Alpha</label>${radio('one', '')}${radio('two', '')}</p>`)).toMatchObject({ _a: empty });
});

// A profile that looks inside the label's text where the value stands beside it must not clear the field.
test.each([
  ['<b>Alpha:</b> one', 'no-value-place'],
  ['<table><tr><td>Alpha:</td><td>one</td></tr></table>', 'no-value-place'],
  ['<div class=l>Alpha:</div><div class=v>one</div>', 'no-value-place'],
  ['<p><b>Alpha: </b><i>one</i></p>', 'no-value-place'],
  ['<p>Alpha: one Fax: 12</p>', 'value-is-label'],
])('reader does not look for a value inside the label where there is none: %s', (html, code) => {
  expect(read(html, { _a: { label: 'Alpha', at: 'inside' } })).toMatchObject({ _a: unread(code) });
});

test.each([
  '<p>Alpha: </p><a href=x>open</a>',
  '<p>Alpha:</p><p>Beta: two</p>',
  '<div>Alpha:</div><div>Beta: two</div>',
  '<p>Alpha:<br>Beta: two</p>',
  '<table><tr><td>Beta: two<br>Alpha:<td>more</table>',
  '<b>Alpha:</b><br>two',
])('reader takes nothing inside a label’s text for empty where nothing can stand beside it: %s', (html) => {
  const inside = { _a: { label: 'Alpha', at: 'inside' }, _b: { label: 'Beta', at: 'inside' } };
  expect(read(html, inside)).toMatchObject({ _a: empty });
});

test('reader leaves words with colons in longer texts and in those that templates take apart', () => {
  const html = '<p>Alpha: one Fax: 12</p><p>Beta: at 12:30 see http://x.test/a: note: y</p>';
  const inside = (more: object) => ({ label: 'Alpha', at: 'inside', ...more });
  expect(read(html, { _a: inside({ templates: '{value} Fax: {fax}' }) })).toMatchObject({ _a: value('one Fax: 12') });
  expect(read(html, { _a: inside({ as: 'lines' }) })).toMatchObject({ _a: value('one Fax: 12') });
  expect(read(html, { _b: { label: 'Beta', at: 'inside' } })).toMatchObject({
    _b: value('at 12:30 see http://x.test/a: note: y'),
  });
});

test('reader takes a colon with nothing behind it for empty', () => {
  expect(read('<table><tr><td>Alpha<td>:<td>&nbsp;<tr><td>Beta<td>: </table>')).toMatchObject({ _a: empty });
  expect(read('<p><b>Alpha</b>: </p><p><b>Beta</b>: two</p>')).toMatchObject({ _b: value('two') });
});

test.each([
  '<div class=r><div class=c>Alpha</div><div class=c>Beta</div></div><div class=r><div class=c>one</div><div class=c>two</div></div>',
  '<p><span>Alpha</span> <span>Beta</span></p><p><span>one</span> <span>two</span></p>',
])('reader takes nothing for the value of labels that stand together like a header: %s', (html) => {
  expect(read(html)).toMatchObject({ _a: unread('no-value-place'), _b: unread('no-value-place') });
});

test('reader leaves out what parts one label and its value from the next', () => {
  const parted = (mark: string) => read(`<p><b>Alpha:</b> one${mark} <b>Beta:</b> two,</p>`);
  for (const mark of [',', ' |', ';', ' ·', ' /', ' -'])
    expect(parted(mark)).toMatchObject({ _a: value('one'), _b: value('two,') });
  expect(read('<b>Alpha:</b> <b>Beta:</b> two<footer>end</footer>')).toMatchObject({ _a: empty, _b: value('two') });
});

test('reader takes the text beside a picture and hidden inputs, and these only where it is told to', () => {
  const cell = '<a href=x><img src=flag.gif><b>Köln</b></a> <input type=hidden value=7>';
  const html = `<table><tr><td>Alpha</td><td>${cell}</td><td>Beta</td><td>${cell}</td></tr></table>`;
  const fields = { _b: { label: 'Beta', inside: 'input', hidden: true } };
  expect(read(html, fields)).toMatchObject({ _a: value('Köln'), _b: value('7') });
});
