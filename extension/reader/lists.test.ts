import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import type { PageReading, PageRequest } from '../../shared/profile/raw.ts';
import { isAllowedRequest } from '../../shared/profile/requests.ts';
import { parseProfile } from '../../shared/profile/schema.ts';
import { processorMs } from '../../test/processor-time.ts';
import { readPage } from './whole.ts';

const ORIGIN = 'https://crm.test';

/** Reads a list page of accounts with the fields `name` (column Name) and `_city` (column City). */
function read(html: string, page: object = {}, request: Partial<PageRequest> = {}): PageReading & { rows: unknown[] } {
  const parsed = parseProfile({
    format: 1,
    name: 'test',
    crm: { origin: ORIGIN },
    session: { signedIn: { css: 'body' } },
    objects: { ACCOUNT: { url: 'one?id={id}' } },
    pages: {
      list: {
        kind: 'list',
        url: 'list',
        id: { param: 'id', path: 'one' },
        empty: { text: 'No records' },
        objects: { ACCOUNT: { fields: { name: 'Name', _city: 'City' } } },
        ...page,
      },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const url = request.url ?? `${ORIGIN}/list`;
  const { document } = new JSDOM(html, { url }).window;
  const reading = readPage(
    document,
    parsed.profile,
    { page: 'list', request: { method: 'GET', url, ...request } },
    url,
    'windows-1252',
  );
  if (reading.next) expect(isAllowedRequest(parsed.profile, reading.next)).toBe(true);
  const rows = reading.records.map((record) => [
    record.crmId,
    ...Object.values(record.fields).map((value) =>
      value.state === 'value' ? value.text : value.state === 'empty' ? null : value.code,
    ),
  ]);
  return { ...reading, rows };
}

const HEAD = '<tr><th>Name ▲</th><th>City:</th></tr>';
const row = (id: number, name: string, city = 'Ulm') =>
  `<tr><td><a href="one?id=${id}">${name}</a> <a href="delete?id=${id}">x</a></td><td>${city}</td></tr>`;

test('reader takes what selectors find in no row for hidden, and in some rows for empty in the others', () => {
  const html = (first: string) =>
    `<table><tr><th>Name</th></tr><tr><td><a href="one?id=1">A</a>${first}</td></tr><tr><td><a href="one?id=2">B</a></td></tr></table>`;
  const fields = { name: 'Name', _city: { css: 'b', absent: 'empty' } };
  const page = { rows: { headers: [['Name']] }, objects: { ACCOUNT: { fields } } };
  const city = (first: string) => read(html(first), page).rows.map((row) => (row as unknown[])[2]);
  expect(city('<b>Rome</b>')).toEqual(['Rome', null]);
  expect(city('')).toEqual(['not-on-page', 'not-on-page']);
});

test('reader takes columns by headers that stand in a table of their own', () => {
  const head = '<table><tr><th></th><th>Name</th><th>City</th></tr><tr><td></td><td><input></td><td></td></tr></table>';
  const body = (more = '') =>
    `${head}<div id=b><table><tr><td>1.</td><td><a href="one?id=1">City</a></td><td>Rome</td>${more}</tr></table></div>`;
  const rows = { css: '#b tr', headers: [['Name'], ['City']] };
  expect(read(body(), { rows }).rows).toEqual([['1', 'City', 'Rome']]);
  expect(read(body('<td>x</td>'), { rows }).rows).toEqual([['1', 'row-shape', 'row-shape']]);
  // Two such headers: which is meant?
  expect(read(head + body(), { rows }).rows).toEqual([['1', 'not-on-page', 'not-on-page']]);
  // A record that is called like a column is no header.
  expect(read(body(), { rows: { css: '#b tr' } }).rows).toEqual([['1', 'not-on-page', 'not-on-page']]);
});

test('reader never takes a column that is not there for empty values', () => {
  const html =
    '<table><tr><th>Name</th><th>Owner</th></tr><tr><td><a href="one?id=1">A</a></td><td>x</td></tr></table>';
  const rows = { headers: [['Name'], ['Owner']] };
  const fields = (city: object) => ({ rows, objects: { ACCOUNT: { fields: { name: 'Name', _city: city } } } });
  expect(read(html, fields({ column: 'City', absent: 'empty' })).rows).toEqual([['1', 'A', 'not-on-page']]);
  expect(read(html, fields({ column: 'City', inside: 'b', absent: 'empty' })).rows).toEqual([
    ['1', 'A', 'not-on-page'],
  ]);
  expect(read(html, fields({ column: 'Owner', inside: 'b', absent: 'inside' })).rows).toEqual([['1', 'A', null]]);
});

test('reader skips repeated headers, totals and spacers when rows have no id', () => {
  const html = `<table>${HEAD}${row(1, 'A')}${HEAD}<tr><td colspan=2>&nbsp;</td></tr>${row(2, 'B', '')}<tr><td>Total</td><td>2</td></tr></table>`;
  expect(read(html)).toMatchObject({
    state: 'ok',
    rows: [
      ['1', 'A x', 'Ulm'],
      ['2', 'B x', null],
    ],
    next: null,
  });
});

test('reader finds the list inside layout tables when its header stands in the inner one', () => {
  const html = `<table><tr><td>Menu</td><td><table>${HEAD}${row(1, 'A')}</table></td></tr></table>`;
  expect(read(html).rows).toEqual([['1', 'A x', 'Ulm']]);
});

test('reader takes nothing when two tables have the list’s header', () => {
  const html = `<table>${HEAD}${row(1, 'A')}</table><table id=t>${HEAD}${row(2, 'B')}</table>`;
  expect(read(html)).toMatchObject({ state: 'unproven', rows: [], problems: [{ code: 'ambiguous-list' }] });
  expect(read(html, { within: '#t' }).rows).toEqual([['2', 'B x', 'Ulm']]);
});

test('reader leaves columns unread when a row has another number of cells than the header', () => {
  const html = `<table>${HEAD}<tr><td><input type=checkbox></td><td><a href="one?id=1">A</a></td><td>Ulm</td></tr></table>`;
  expect(read(html).rows).toEqual([['1', 'row-shape', 'row-shape']]);
});

test('reader expands spans when cells cover several columns or rows', () => {
  const html =
    '<table><tr><th colspan=2>Name</th><th>City</th></tr><tr><td><a href="one?id=1">1</a></td><td>A</td><td rowspan=2>Ulm</td></tr><tr><td><a href="one?id=2">2</a></td><td>B</td></tr></table>';
  expect(read(html).rows).toEqual([
    ['1', 'ambiguous-column', 'Ulm'],
    ['2', 'ambiguous-column', 'Ulm'],
  ]);
  const fields = { objects: { ACCOUNT: { fields: { name: { column: 'Name', cell: 2 }, _city: 'City' } } } };
  expect(read(html, fields).rows).toEqual([
    ['1', 'A', 'Ulm'],
    ['2', 'B', 'Ulm'],
  ]);
});

test('reader finds table and column without what the profile ignores in their headers', () => {
  const html = `<table><tr><th>Name<span class=sort>5</span></th><th>City</th></tr>${row(1, 'A')}</table>`;
  expect(read(html, { ignore: 'span.sort' }).rows).toEqual([['1', 'A x', 'Ulm']]);
  expect(read(html).rows).toEqual([]);
});

test('reader reads a record over two rows when the header has two rows', () => {
  const html = `<table><tr><th>Name</th><th>Phone</th></tr><tr><th>City</th><th>Fax</th></tr><tr><td><a href="one?id=1">A</a></td><td>5</td></tr><tr><td>Ulm</td><td>6</td></tr><tr><td><a href="one?id=2">B</a></td><td>7</td></tr><tr><td>Bonn</td><td>8</td></tr></table>`;
  expect(read(html, { rows: { headers: ['Name', 'Phone'], rowsPerRecord: 2 } }).rows).toEqual([
    ['1', 'A', 'Ulm'],
    ['2', 'B', 'Bonn'],
  ]);
});

test('reader finds table and column by a header template and hands on the unit when a header holds one', () => {
  const html = `<table><tr><th>Name</th><th>Size (T€)</th></tr><tr><td><a href="one?id=1">A</a></td><td>5</td></tr></table>`;
  const page = { objects: { ACCOUNT: { fields: { name: 'Name', _size: { column: 'Size ({unit})' } } } } };
  expect(read(html, page).records[0]?.fields['_size']).toEqual({ state: 'value', text: '5', label: 'Size (T€)' });
});

test('reader merges rows of one id and marks what differs when a join doubled them', () => {
  expect(read(`<table>${HEAD}${row(1, 'A')}${row(1, 'A', 'Bonn')}${row(2, 'B')}</table>`).rows).toEqual([
    ['1', 'A x', 'rows-differ'],
    ['2', 'B x', 'Ulm'],
  ]);
});

test('reader keeps what a row says when a line across all columns below it has the same id', () => {
  const note = (id: number) => `<tr><td colspan=2>Called. <a href="one?id=${id}">More</a></td></tr>`;
  expect(read(`<table>${HEAD}${row(1, 'A')}${note(1)}${row(2, 'B')}${note(2)}</table>`).rows).toEqual([
    ['1', 'A x', 'Ulm'],
    ['2', 'B x', 'Ulm'],
  ]);
});

test('reader takes the value of the row above for an empty cell when the profile says that the list shows it once', () => {
  const line = (city: string, id: number, more = '') =>
    `<tr><td><a href="one?id=${id}">A${id}</a>${more}</td><td>${city}</td></tr>`;
  const other = '<a href="one?id=9">x</a>';
  const html = `<table>${HEAD}${line('', 1)}${line('Ulm', 2)}${line('&nbsp;', 3)}<tr><td>Sum</td><td></td></tr>${line('', 4)}${line('Bonn', 5, other)}${line('', 6)}${line('Jena', 7)}${line('〃', 8)}</table>`;
  const cities = (city: object) => {
    const fields = { name: { column: 'Name' }, _city: { column: 'City', ...city } };
    return read(html, { objects: { ACCOUNT: { fields } } }).rows.map((one) => (one as unknown[])[2]);
  };
  expect(cities({ repeats: true })).toEqual(['nothing-above', 'Ulm', 'Ulm', 'Ulm', 'nothing-above', 'Jena', 'Jena']);
  expect(cities({})).toEqual([null, 'Ulm', null, null, null, 'Jena', '〃']);
});

test('reader takes no record and says so when rows stand inside each other many deep', () => {
  const nested = (deep: number): string =>
    `<div class="r"><a href="one?id=${deep}">A</a>${deep === 1 ? '' : nested(deep - 1)}</div>`;
  const page = { rows: { css: 'div.r' }, objects: { ACCOUNT: { fields: { name: { css: 'a' } } } } };
  expect(read(nested(3), page)).toMatchObject({ rows: [['1', 'A']], problems: [{ code: 'several-ids' }] });
  expect(read(nested(21), page)).toMatchObject({ rows: [], problems: [{ code: 'rows-in-rows' }] });
});

test('reader takes no record and says so when a row holds two ids', () => {
  const html = `<table>${HEAD}<tr><td><a href="one?id=1">A</a><a href="one?id=2">B</a></td><td>Ulm</td></tr>${row(3, 'C')}</table>`;
  expect(read(html)).toMatchObject({
    rows: [['3', 'C x', 'Ulm']],
    endProven: false,
    problems: [{ code: 'several-ids' }],
  });
});

test.each([
  ['a call', '<a href="javascript:openRec(\'7\')">A</a>', { template: "openRec('{id}')" }],
  ['a handler', '<a href="#" onclick="openRec(\'7\'); return false">A</a>', { template: "openRec('{id}')" }],
  ['a checkbox', '<input type=checkbox name=sel value=7>A', { checkbox: 'sel' }],
  ['an attribute', '<b data-id=7>A</b>', { attribute: 'data-id', css: '[data-id]' }],
  ['part of an attribute', '<b id=row_7>A</b>', { attribute: 'id', css: 'b', inside: 'row_{id}' }],
  [
    'an encoded fragment',
    '<a href="?action=ajaxui#loc=index.php%3Fmodule%3DAccounts%26return_id%3D9%26id%3D7">A</a>',
    { param: 'id', has: 'module=Accounts' },
  ],
  ['a column', '7', { column: 'Name' }],
])('reader takes the id out of %s', (_, cell, id) => {
  expect(
    read(`<table>${HEAD}<tr><td>${cell}</td><td>Ulm</td></tr></table>`, { id }).records.map((record) => record.crmId),
  ).toEqual(['7']);
});

test('reader reads rows out of a script when the page fills its table itself', () => {
  const html = `<script>var rows = [[7, "A &amp; B", 'Ulm', null], [8, "O'Neil", "Bonn\\u0021", /* x */ true],];</script>`;
  const page = {
    rows: { script: 'var rows =' },
    id: { key: 0 },
    objects: { ACCOUNT: { fields: { name: { key: 1 }, _city: { key: 2 } } } },
  };
  expect(read(html, page).rows).toEqual([
    ['7', 'A & B', 'Ulm'],
    ['8', "O'Neil", 'Bonn!'],
  ]);
  expect(read('<script>var rows = [[7, evil()]]</script>', page).state).toBe('unproven');
});

test('reader proves an empty list only by its sign', () => {
  expect(read(`<table>${HEAD}</table>No records`)).toMatchObject({ state: 'empty', endProven: true });
  expect(read(`<table>${HEAD}</table>`)).toMatchObject({ state: 'unproven', endProven: false });
  expect(read(`<table>${HEAD}</table><script>var m = 'No records'</script>`)).toMatchObject({ state: 'unproven' });
});

const LIST = `<table>${HEAD}${row(1, 'A')}</table>`;

test('reader follows the next link and proves the end by its absence when paging is by link', () => {
  const page = { next: { link: { text: 'Next >' } } };
  expect(read(`${LIST}<a href="list?page=2#top">Next &gt;</a>`, page).next).toEqual({
    method: 'GET',
    url: `${ORIGIN}/list?page=2`,
  });
  expect(read(`${LIST}<font>Next &gt;</font>`, page)).toMatchObject({ next: null, endProven: true });
  const found = (link: string, text: string) =>
    read(`${LIST}<a href="list?page=2">${link}</a>`, { next: { link: { text } } }).next;
  // The last page but one says how few are left.
  for (const link of ['Next 20 &gt;&gt;', 'Next 7', 'Next']) expect(found(link, 'Next 20 >>'), link).not.toBeNull();
  expect(found('次の7件≫', '次の{n}件≫')).not.toBeNull();
  for (const [link, text] of [
    ['Next 30 days', 'Next'],
    ['20', '2'],
    ['&gt;&gt;', '>'],
  ] as const)
    expect(found(link, text), link).toBeNull();
});

test.each([
  ['{total} items found, displaying {from} to {to}.', 'There are 312 items found, displaying\n  1 to 25.'],
  ['{from}-{to} von {total}', 'Seite 1: 1-25 von 1.312 Treffern'],
])('reader finds the counter %s when it stands in a text', (templates, text) => {
  const page = { next: { link: { text: 'Next' } }, counter: { templates } };
  const reading = read(`<p>${text}</p>${LIST}<p hidden>1-25</p>`, page);
  expect([reading.total, reading.endProven]).toEqual([text.includes('1.312') ? 1312 : 312, false]);
});

test('reader stays in time when a counter is looked for in blanks and digits', () => {
  const page = {
    next: { link: { text: 'Next' } },
    counter: { templates: ['{total} items - {from} to {to}', ' of {total}'] },
  };
  const cost = processorMs(() => {
    for (const piece of [' ', '1 ', '1 items -   ', '1  of  ', '. '])
      read(`<p>1 items - ${piece.repeat(100_000 / piece.length)}x</p>${LIST}`, page);
  });
  expect(cost).toBeLessThan(4000);
});

test('reader makes the next page’s address out of a call that holds only a part of it', () => {
  const next = { link: { text: 'Next', template: "_doClick('{click}'" }, url: 'list?OpenView&Click={click}' };
  const link = (call: string) => `${LIST}<a href="" onclick="return ${call}">Next</a>`;
  expect(read(link("_doClick('8025.de73/$Body/0.438', this, null)"), { next }).next?.url).toBe(
    `${ORIGIN}/list?OpenView&Click=8025.de73%2F%24Body%2F0.438`,
  );
  expect(read(link('history.back()'), { next })).toMatchObject({ next: null, endProven: true });
});

test('reader takes no record’s own link for the next page when it says so', () => {
  const pager = '<tr><td colspan=2><a href="list?page=2">Next</a></td></tr>';
  const list = `<table>${HEAD}${row(7, 'Next')}${row(8, 'Next')}${row(9, 'Last')}${pager}</table>`;
  expect(read(list, { next: { link: { text: 'Next' } } }).next?.url).toBe(`${ORIGIN}/list?page=2`);
});

test('reader sends the fields of a form that a table has broken apart, and no other form’s', () => {
  const form = (name: string) =>
    `<form name=${name} method=post action=list><input type=hidden name=of value=${name}><tr><td><input name=q value=1></td></tr></form>`;
  const html = `${LIST}<table>${form('a')}${form('b')}</table><input name=late><a href="#" onclick="go(2)">Next</a>`;
  const next = { link: { text: 'Next', template: 'go({n})' }, submit: { form: 'form[name=a]', set: { page: '{n}' } } };
  expect(read(html, { next }).next?.form).toEqual([
    ['of', 'a'],
    ['q', '1'],
    ['page', '2'],
  ]);
});

test('reader presses the pager’s button as a browser does when the next page has no link', () => {
  const form = (button: string) =>
    `<form method=post action=list><input type=hidden name=__VIEWSTATE value=v1>${LIST}<input type=submit name=first value=First>${button}</form>`;
  const page = { next: { link: { text: 'Next' }, submit: { set: {} } } };
  const sent = (button: string) => read(form(button), page).next?.form;
  expect(sent('<input type=submit name=pager$ctl03 value=Next>')).toEqual([
    ['__VIEWSTATE', 'v1'],
    ['pager$ctl03', 'Next'],
  ]);
  expect(sent('<button name=go value=2>Next</button>')).toEqual([
    ['__VIEWSTATE', 'v1'],
    ['go', '2'],
  ]);
  expect(sent('<input type=image name=pager$next src=n.gif alt=Next>')).toEqual([
    ['__VIEWSTATE', 'v1'],
    ['pager$next.x', '1'],
    ['pager$next.y', '1'],
  ]);
  expect(read(form('<input type=submit name=pager$ctl03 value=Next disabled>'), page)).toMatchObject({
    next: null,
    endProven: true,
  });
});

test('reader takes what a group of rows says once from the row above them, and none where the page begins in mid-group', () => {
  const group = (name: string) => `<tr class=cat><td colspan=2>${name} <a href="?collapse">-</a></td></tr>`;
  const list = `<table>${HEAD}${row(1, 'Early')}${group('Köln (2)')}${row(2, 'A')}${row(3, 'B')}${group('Ulm (1)')}${row(4, 'C')}</table>`;
  const objects = {
    ACCOUNT: { fields: { name: 'Name', _city: { above: 'tr.cat', templates: '{value} ({count}) -' } } },
  };
  const cities = read(list, { objects }).records.map(({ fields }) => fields['_city']);
  expect(cities).toMatchObject([
    { state: 'unread', code: 'not-on-page' },
    { state: 'value', text: 'Köln (2) -' },
    { state: 'value', text: 'Köln (2) -' },
    { state: 'value', text: 'Ulm (1) -' },
  ]);
});

test('reader takes a group’s heading when each group is a table of its own', () => {
  const list = (name: string, rows: string) => `<div><h3>${name}</h3></div><table>${rows}</table>`;
  const html = list('Köln', row(1, 'A') + row(2, 'B')) + list('Ulm', row(3, 'C'));
  const objects = { ACCOUNT: { fields: { _city: { above: 'h3' } } } };
  expect(read(html, { rows: { css: 'tr' }, objects }).records.map(({ fields }) => fields['_city'])).toEqual(
    ['Köln', 'Köln', 'Ulm'].map((text) => ({ state: 'value', text })),
  );
});

test('reader goes on behind a page that is empty when a link leads to the next, as in a list by letters', () => {
  const letters = (now: string) =>
    `<p class=az>${['A', 'B', 'C'].map((one) => (one === now ? `<b>${one}</b>` : `<a href="list?letter=${one}">${one}</a>`)).join(' ')}</p>`;
  const page = { next: { link: { css: 'p.az b + a' } } };
  const at = (now: string, list: string) =>
    read(`${letters(now)}${list}`, page, { url: `${ORIGIN}/list?letter=${now}` });
  expect(at('B', '<p>No records</p>')).toMatchObject({ state: 'empty', endProven: false });
  expect(at('B', '<p>No records</p>').next?.url).toBe(`${ORIGIN}/list?letter=C`);
  expect(at('C', '<p>No records</p>')).toMatchObject({ state: 'empty', next: null, endProven: true });
  expect(at('A', LIST).next?.url).toBe(`${ORIGIN}/list?letter=B`);
});

test('reader does not believe a missing link when the counter says that there is more', () => {
  const page = { next: { link: { text: 'Next' } }, counter: { templates: '{from} - {to} of {total}' } };
  expect(read(`${LIST}<p>1 - 1 of 2</p>`, page)).toMatchObject({ next: null, endProven: false, total: 2 });
  expect(read(`${LIST}<p>2 - 2 of 2</p>`, page)).toMatchObject({ next: null, endProven: true, total: 2 });
});

test('reader tells of rows that the page counts and that have no id', () => {
  const page = { counter: { templates: '{from} - {to} of {total}' } };
  const locked = LIST.replace('</table>', '<tr><td>Locked</td><td>Berlin</td></tr></table>');
  const problem = { code: 'rows-without-id', about: ['1'] };
  expect(read(`${locked}<p>1 - 2 of 2</p>`, page).problems).toEqual([problem]);
  expect(read(`${LIST}<p>1 - 1 of 2</p>`, page).problems).toEqual([]);
  // The last page counts on to where it would end; a record of two rows is two of them.
  expect(read(`${LIST}<p>41 - 60 of 41</p>`, page).problems).toEqual([]);
  const double = LIST.replace('</table>', `${LIST.slice(LIST.lastIndexOf('<tr>'))}`);
  expect(read(`${double}<p>1 - 2 of 2</p>`, page).problems).toEqual([]);
});

test.each([
  ['{from} - {to} of {total}', '1 - 1 of 1,204 [<a href=list>Previous</a>|Next]', 1204],
  ['{from} to {to} of {total} total', 'Records 1 to 1 of 87 total', 87],
  ['{total}', '4.711', 4711],
  ['{total}', '1 of 4711', null],
])('reader looks for the counter %j inside the text of its element', (templates, text, total) => {
  expect(read(`${LIST}<p class=pages>${text}</p>`, { counter: { css: '.pages', templates } }).total).toBe(total);
});

test('reader believes no sign of an empty list above rows full of values', () => {
  const page = { empty: { css: 'table', absent: 'a[href*="one?"]' } };
  const row = (name: string) => `<tr><td><a href="view?nr=1">${name}</a></td><td>Berlin</td></tr>`;
  const table = (rows: string) => `<table>${HEAD}${rows}</table>`;
  const reading = read(table(row('A') + row('B') + row('C')), page);
  expect(reading.state).toBe('unproven');
  expect(reading.problems).toContainEqual({ code: 'rows-without-id', about: ['0'] });
  // Its header once more, filters, a sum and a sentence are no records.
  const idle = `${HEAD}<tr><td><input name=f></td><td>All</td></tr><tr><td>Sum</td><td>0</td></tr><tr><td colspan=2>None</td></tr>`;
  expect(read(table(idle), page).state).toBe('empty');
});

test('reader counts in the address when paging is by parameter', () => {
  const page = { next: { param: { name: 'start', first: 0, step: 'rows' }, pageSize: 20 } };
  const url = `${ORIGIN}/list?start=20&sort=name`;
  expect(read(LIST, page, { url }).next).toEqual({ method: 'GET', url: `${ORIGIN}/list?sort=name&start=40` });
  expect(read(`<table>${HEAD}</table>`, page, { url })).toMatchObject({ state: 'empty', next: null, endProven: true });
});

test('reader sends the page’s own form with hidden fields and changes when paging is a post-back', () => {
  const form = `<form method=post action="list"><input type=hidden name=__VIEWSTATE value="abc="><input type=hidden name=__EVENTTARGET><select name=s><option value=1>x<option value=2 selected>y</select>
    <input type=checkbox name=on checked><input type=checkbox name=off><input type=submit name=del value=Delete>${LIST}<a href="javascript:__doPostBack('grid','Page$2')">2</a></form>`;
  const page = {
    next: {
      link: { text: '2', template: "__doPostBack('{target}','{argument}')" },
      submit: { set: { __EVENTTARGET: '{target}', __EVENTARGUMENT: '{argument}' } },
    },
  };
  expect(read(form, page).next).toEqual({
    method: 'POST',
    url: `${ORIGIN}/list`,
    charset: 'windows-1252',
    form: [
      ['__VIEWSTATE', 'abc='],
      ['__EVENTTARGET', 'grid'],
      ['s', '2'],
      ['on', 'on'],
      ['__EVENTARGUMENT', 'Page$2'],
    ],
  });
});

test('reader sends the search first when a list shows nothing before it', () => {
  const html = `<form method=post name=f><input type=hidden name=go value=0></form><table>${HEAD}</table>No records`;
  const page = { before: { submit: { set: { go: '1' } } } };
  expect(read(html, page)).toMatchObject({
    state: 'ok',
    endProven: false,
    next: { method: 'POST', form: [['go', '1']] },
  });
  expect(read(html, page, { method: 'POST' })).toMatchObject({ state: 'empty', next: null, endProven: true });
});

test('reader leaves rows unread when spans make them wider than any list', () => {
  const wide = '<tr><td colspan=99 rowspan=99><a href="one?id=1">A</a></td></tr>'.repeat(9);
  const { rows } = read(`<table>${HEAD}${wide}${row(2, 'B')}</table>`, { rows: { headers: ['Name', 'City'] } });
  expect(rows).toEqual([
    ['1', 'row-shape', 'row-shape'],
    ['2', 'row-shape', 'row-shape'],
  ]);
});

test('reader finds the one list when regions overlap and layout tables nest', () => {
  const list = `<div class=in><table><tr><td><table>${HEAD}${row(1, 'A')}</table></td></tr></table></div>`;
  const html = `<div class=in><table><tr><td>${list}</td></tr></table></div>`;
  expect(read(html, { within: '.in', rows: { headers: ['Name', 'City'] } }).rows).toEqual([['1', 'A x', 'Ulm']]);
});

test('reader keeps digits as the script writes them when a number would change them', () => {
  const page = {
    rows: { script: 'rows =' },
    id: { key: 0 },
    objects: { ACCOUNT: { fields: { name: { key: 1 }, _city: { key: 2 } } } },
  };
  const html = '<script>rows = [[12345678901234567890, 1.50, 1e21], [7, 12, -0.5]];</script>';
  expect(read(html, page).rows).toEqual([
    ['12345678901234567890', '1.50', '1e21'],
    ['7', '12', '-0.5'],
  ]);
});
