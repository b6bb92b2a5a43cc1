import { expect, test } from 'vitest';
import { processorMs } from '../../test/processor-time.ts';
import { HEAD, LIST, ORIGIN, read, row } from '../testing/read-list.ts';

test('reader proves an empty list only by its sign', () => {
  expect(read(`<table>${HEAD}</table>No records`)).toMatchObject({ state: 'empty', endProven: true });
  expect(read(`<table>${HEAD}</table>`)).toMatchObject({ state: 'unproven', endProven: false });
  expect(read(`<table>${HEAD}</table><script>var m = 'No records'</script>`)).toMatchObject({ state: 'unproven' });
});

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
