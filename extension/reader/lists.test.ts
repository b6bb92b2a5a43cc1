import { expect, test } from 'vitest';
import { HEAD, LIST, read, row } from '../testing/read-list.ts';

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

test.each([
  ['{from} - {to} of {total}', '1 - 1 of 1,204 [<a href=list>Previous</a>|Next]', 1204],
  ['{from} to {to} of {total} total', 'Records 1 to 1 of 87 total', 87],
  ['{total}', '4.711', 4711],
  ['{total}', '1 of 4711', null],
])('reader looks for the counter %j inside the text of its element', (templates, text, total) => {
  expect(read(`${LIST}<p class=pages>${text}</p>`, { counter: { css: '.pages', templates } }).total).toBe(total);
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
