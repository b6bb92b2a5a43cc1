/** Pages to measure by: a list and a record as old CRMs write them, and pages that are hard to read, each up to 200 KB. */
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';

const COLUMNS = ['Name', 'City', 'Phone', 'Industry', 'Owner', 'Modified'] as const;
const FIELDS = 60;

/** A profile with a list, a record of 60 fields, and every kind of source. */
export function benchProfile(): Profile {
  const parsed = parseProfile({
    format: 1,
    name: 'bench',
    crm: { origin: 'https://crm.example', timeZone: 'Europe/Berlin' },
    session: { signedIn: { css: 'a[href*=logout]' }, gone: { text: 'record was deleted' }, complete: { css: '#foot' } },
    signs: { lang: { script: "lang='{value}'" } },
    objects: { ACCOUNT: {} },
    pages: {
      list: {
        kind: 'list',
        url: 'list.php',
        rows: { headers: ['Name', 'City', 'Phone'] },
        id: { param: 'id', path: 'one.php' },
        next: { link: { text: 'Next' } },
        counter: { templates: '({from} - {to} of {total})' },
        objects: {
          ACCOUNT: { fields: Object.fromEntries(COLUMNS.map((name) => [key(name), { column: name }])) },
        },
      },
      one: {
        kind: 'record',
        url: 'one.php?id={id}',
        confirm: 0,
        objects: {
          ACCOUNT: {
            fields: {
              ...Object.fromEntries(Array.from({ length: FIELDS }, (_, index) => [`_f${index}`, `Field ${index}`])),
              name: 'Name',
              _city: { label: ['City', 'Ort'], section: 'Data' },
              _in: { label: 'Phone', at: 'inside' },
              _below: { label: 'Fax', at: 'below' },
              _unit: 'Turnover ({unit})',
              _css: { css: 'td.x a' },
              _cut: { css: 'td.cut' },
            },
          },
        },
      },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.profile;
}

function key(column: string): string {
  return column === 'Name' ? 'name' : `_${column.toLowerCase()}`;
}

function framed(body: string): string {
  return `<html><head><title>CRM</title><script>var lang='en';</script></head><body bgcolor="#ffffff"><table width="100%"><tr><td><a href="logout.php">Log out</a> | <a href="home.php">Home</a></td></tr></table>${body}<div id="foot">Powered by CRM</div></body></html>`;
}

/** A list of `rows` accounts, about 1.2 KB a row. */
export function listPage(rows: number): string {
  const cells = COLUMNS.map(
    (name) =>
      `<td class="listViewThS1" nowrap="nowrap"><a href="list.php?order=${name}" class="listViewThLinkS1">${name}</a></td>`,
  );
  const lines = Array.from({ length: rows }, (_, index) => {
    const id = `a${(index * 7919 + 13) % 1_000_003}-4f3e-${index}`;
    return `<tr class="${index % 2 === 0 ? 'oddListRowS1' : 'evenListRowS1'}" height="20" onmouseover="setPointer(this, '${id}', 'over', '#ffffff', '#fdfdfd', '');" onmouseout="setPointer(this, '${id}', 'out', '#ffffff', '#fdfdfd', '');">
 <td width="1%"><input type="checkbox" class="checkbox" name="mass[]" value="${id}" onclick="sListView.check_item(this, document.MassUpdate)"></td>
 <td scope="row" align="left" valign="top" bgcolor="#fdfdfd"><b><a href="one.php?module=Accounts&amp;action=DetailView&amp;id=${id}&amp;offset=${index + 1}" class="listViewTdLinkS1">Weber &amp; Söhne No. ${index} GmbH</a></b></td>
 <td align="left" valign="top" bgcolor="#fdfdfd" class="oddListRowS1"><font face="Verdana, Arial" size="2">Köln-Ehrenfeld ${index}</font></td>
 <td align="left" valign="top" bgcolor="#fdfdfd" class="oddListRowS1" nowrap="nowrap">+49 221 555 ${1000 + index}</td>
 <td align="left" valign="top" bgcolor="#fdfdfd" class="oddListRowS1">Machinery &amp; Equipment</td>
 <td align="left" valign="top" bgcolor="#fdfdfd" class="oddListRowS1"><a href="users.php?id=u${index % 9}" class="tabDetailViewDFLink">jsmith${index % 9}</a></td>
 <td align="left" valign="top" bgcolor="#fdfdfd" class="oddListRowS1" nowrap="nowrap">${String((index % 28) + 1).padStart(2, '0')}.03.2014 11:${String(index % 60).padStart(2, '0')}</td></tr>`;
  });
  return framed(
    `<table border="0" cellpadding="0" cellspacing="0" width="100%" class="listView"><tr height="20"><td width="1%">&nbsp;</td>${cells.join('')}</tr>${lines.join('\n')}</table><span>(1 - ${rows} of 4711)</span> <a href="list.php?page=2">Next</a>`,
  );
}

/** A record of 60 fields, two a row, with a menu and a list of its own below. */
export function recordPage(): string {
  const field = (index: number) =>
    `<td class="tabDetailViewDL" width="15%" valign="top">Field ${index}:</td><td class="tabDetailViewDF" width="35%" valign="top"><span id="f${index}">Value no. ${index} of the record</span>&nbsp;</td>`;
  const rows = Array.from({ length: FIELDS / 2 }, (_, row) => `<tr>${field(2 * row)}${field(2 * row + 1)}</tr>`);
  return framed(
    `<h3>Data</h3><table class="tabDetailView"><tr><td>Name:</td><td>Weber &amp; Söhne</td><td>City:</td><td>Köln</td></tr>${rows.join('\n')}</table><p>Phone: +49 221 5550</p>`,
  );
}

const LIMIT = 200_000;

/** Repeats `piece` as often as the page stays below 200 KB. */
function many(piece: string, around: readonly [string, string] = ['', ''], share = 1): string {
  const room = (LIMIT - 600) * share - around[0].length - around[1].length;
  return `${around[0]}${piece.repeat(Math.floor(room / piece.length))}${around[1]}`;
}

function nested(open: string, inner: string, close: string): string {
  const times = Math.floor((LIMIT - 600 - inner.length) / (open.length + close.length));
  return `${open.repeat(times)}${inner}${close.repeat(times)}`;
}

/** Pages up to 200 KB on which careless reading takes more than linear time. */
export function hostilePages(): Record<string, string> {
  const header = '<tr><th>Name<th>City<th>Phone';
  const label = '<tr><td>Name<td>x<td>City<td>y';
  const pages: Record<string, string> = {
    'nested links': nested('<a href="one.php?id=1">', 'Name: x', '</a>'),
    'unclosed links': many('<a href=one.php?id=1>Name'),
    'nested blocks': nested('<div>', 'Name: x', '</div>'),
    'nested inline': nested('<b>', 'Name: x', '</b>'),
    'unclosed fonts': many('<font>Name: '),
    'nested tables': nested('<table><tr><td>', 'Name<td>x', '</td></tr></table>'),
    'nested list tables': many(`<table>${header}<tr><td>`),
    'nested fieldsets': nested('<fieldset><legend>Data</legend>', 'Name', '</fieldset>'),
    'nested labels': many('<label>Name<label for=x>'),
    labels: many(label, ['<table>', '</table>']),
    'labels without values': many('<b>Name:</b> '),
    'labels in one line': many('<i>Name:</i>x '),
    'labels in one text': many('Name: '),
    'labels before breaks': many('Name:<br>'),
    'labels in blank lines': many('Name:<i></i>'),
    'label and blanks': `<p><b>Name</b>${many('<i hidden></i>')}`,
    'labels below': many('Fax<br>'),
    'labels inside': many('<p>Phone: 12'),
    'units in labels': many('<td>Turnover (EUR)<td>5', ['<table><tr>', '</table>']),
    brackets: many('Turnover ('),
    counters: many('(1 - '),
    'counters of nothing': many('(1 - 2 of '),
    signs: many("lang='", ['<script>', '</script>']),
    'sign without end': many("lang='x", ['<script>', '</script>']),
    'short rows': many('<tr><td><a href=one.php?id=1>A</a><td>x<td>y', [`<table>${header}`, '</table>']),
    'rows of different ids': Array.from({ length: 3000 }, (_, i) => `<tr><td><a href=one.php?id=${i}>A</a><td>x<td>y`)
      .join('')
      .replace(/^/, `<table>${header}`),
    'spans of 100000': many('<tr><td colspan=100000 rowspan=100000>x', [`<table>${header}`, '</table>']),
    'spans of 99': many('<tr><td colspan=99 rowspan=99><a href=one.php?id=1>x</a>', [`<table>${header}`, '</table>']),
    'carried spans': many('<td rowspan=99>x', [`<table>${header}<tr>`, '</table>']),
    'wide header': many('<th>x', [
      '<table><tr><th>Name<th>City<th>Phone',
      '<tr><td><a href=one.php?id=1>x</a></table>',
    ]),
    'same headers': many('<th>Name', [
      '<table><tr><th>City<th>Phone',
      `${'<tr><td><a href=one.php?id=1>x</a>'.repeat(20)}</table>`,
    ]),
    'one huge row': many('<td><a href=one.php?id=1>x</a>', [`<table>${header}<tr>`, '</table>']),
    'many lists': many(`<table>${header}<tr><td><a href=one.php?id=1>x</a></table>`),
    'many forms': many('<form><input name=a value=b></form>'),
    'many controls': many('<input name=id value=1>', ['<form>Name', '</form>']),
    'label over controls': many('<input value=b>', ['<label>Name', '</label>']),
    'many options': many('<option>b', ['Name <select>', '</select>']),
    'many lists of options': many('<tr><td>Name<td><select><option>b</select>', ['<table>', '</table>']),
    'radio buttons': many('<input type=radio id=r checked>', ['Name ', '']),
    'huge attribute': `<a href="${many('one.php?id=1&')}">Name</a>`,
    'huge handler': `<table>${header}<tr><td onclick="${many("go('one.php?id=1');")}">x<td>y<td>z</table>`,
    'escaped address': `<table>${header}<tr><td><a href="?${many('%25')}">x</a></table>`,
    'huge class': many('x ', ['<td class="', '">Name']),
    'huge style': many('display:', ['<td style="', '">Name']),
    'huge title': many('Name ', ['<table><tr><td class=cut title="', '">Na...</table>']),
    'many titles': many('<i title=Na>', ['<table><tr><td class=cut>Na...', '</table>']),
    'cut values': many('<td class=cut>Na...', ['<table><tr>', '</table>']),
    'css hits': many('<td class=x><a href=a>b</a>', ['<table><tr>', '</table>']),
    'many links': many('<a href=list.php>Next</a>'),
    'hidden links': nested('<div hidden>', many('<a href=a>Next</a>', ['', ''], 0.4), '</div>').slice(0, LIMIT - 600),
    entities: many('&nbsp;&#8203;', ['Name: ', '']),
    blanks: `Name:${' '.repeat(LIMIT - 700)}x`,
    'blank lines': `<table><tr><td>Name<td>${many('<br>')}</table>`,
    dots: many('.', ['<table><tr><td>Name<td>', '</table>']),
    colons: many(':'),
    headings: many('<h3>Data</h3>Name'),
    unknown: many('<x-y>Name</x-y>'),
    comments: many('<!--x-->', ['<p><b>Name</b>', '</p>']),
    svg: many('<svg><path d=x></svg>', ['<p><b>Name</b>', '</p>']),
    templates: many('<template>Name</template>'),
    frames: many('<iframe src=x></iframe>'),
    text: many('x'),
    'letters apart': many('<i>N</i>'),
  };
  return Object.fromEntries(Object.entries(pages).map(([name, body]) => [name, framed(body)]));
}
