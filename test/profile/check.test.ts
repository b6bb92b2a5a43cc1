import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const CLI = new URL('./profile.ts', import.meta.url).pathname;
let folder: string;

const PROFILE = {
  format: 1,
  name: 'test',
  crm: { origin: 'https://crm.test', timeZone: 'Europe/Berlin' },
  session: { signedIn: { css: '#out' }, gone: { text: 'No such record' } },
  formats: [{ name: 'all', dateFormats: ['dd.MM.yyyy HH:mm'] }],
  objects: { BUSINESS_USER: { aliases: ['{_name}'] }, DEAL: {}, LEAD: {}, ACCOUNT: {} },
  pages: {
    users: {
      kind: 'list',
      url: 'users',
      id: { param: 'id' },
      objects: { BUSINESS_USER: { fields: { _name: 'Name', emailAddress: 'E-mail' } } },
    },
    deal: {
      kind: 'record',
      url: 'deal?id={id}',
      objects: { DEAL: { fields: { name: 'Name', ownerId: 'Owner', modifiedDate: 'Changed' } } },
    },
    firms: {
      kind: 'list',
      url: 'firms',
      id: { param: 'id' },
      next: { link: { text: 'Next' } },
      objects: {
        ACCOUNT: { when: { field: '_status', isNot: 'Lead' }, fields: { name: 'Name', _status: 'Status' } },
        LEAD: { when: { field: '_status', is: 'Lead' }, fields: { lastName: 'Name', _status: 'Status' } },
      },
    },
  },
};

function save(name: string, html: string | Uint8Array, headers?: object): string {
  const file = join(folder, name);
  writeFileSync(file, html);
  if (headers) writeFileSync(`${file}.headers.json`, JSON.stringify(headers));
  return file;
}
function run(...args: string[]) {
  const { stdout, status, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return {
    status,
    stderr,
    lines: stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line)),
  };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-check-'));
  save('profile.json', JSON.stringify(PROFILE));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('profile check judges names over all pages and decodes bytes by the header when they stand in any order', () => {
  // ü is 0xFC in windows-1252; the page itself claims UTF-8.
  const deal = Buffer.from(
    '<meta charset=utf-8><i id=out></i><table><tr><td>Name<td>M\u00fcller<tr><td>Owner<td>Weber, Anna<tr><td>Changed<td>31.07.2025 14:05</table>',
    'latin1',
  );
  const pages = [
    save('deal.html', deal, { url: 'https://crm.test/deal?id=7', 'Content-Type': 'text/html; charset=iso-8859-1' }),
    save(
      'users.html',
      '<i id=out></i><table><tr><th>Name<th>E-mail<tr><td><a href="user?id=u_1">Anna Weber</a><td>a@firm.test</table>',
      { url: 'https://crm.test/users' },
    ),
  ];
  const { status, lines } = run('check', join(folder, 'profile.json'), ...pages);
  expect(status).toBe(0);
  expect(lines).toMatchObject([
    {
      file: pages[0],
      kind: 'detail',
      objectType: 'DEAL',
      state: 'ok',
      next: null,
      records: [
        {
          objectType: 'DEAL',
          objectId: '7',
          problems: [],
          fields: {
            name: 'Müller',
            ownerId: 'x-u-5f1',
            modifiedDate: '2025-07-31T12:05:00Z',
            url: 'https://crm.test/deal?id=7',
          },
        },
      ],
    },
    {
      kind: 'list',
      objectType: 'BUSINESS_USER',
      state: 'ok',
      records: [{ objectId: 'x-u-5f1', fields: { emailAddress: 'a@firm.test' } }],
    },
  ]);
});

test('profile check parts one list into two object types by a condition', () => {
  const page = save(
    'firms.html',
    '<i id=out></i><table><tr><th>Name<th>Status<tr><td><a href="f?id=1">A</a><td>Lead<tr><td><a href="f?id=2">B</a><td>Open</table><a href="firms?p=2">Next</a>',
  );
  const { lines } = run('check', join(folder, 'profile.json'), page, '--url', 'https://crm.test/firms');
  expect(
    lines[0].records.map((record: { objectType: string; objectId: string }) => [record.objectType, record.objectId]),
  ).toEqual([
    ['ACCOUNT', '2'],
    ['LEAD', '1'],
  ]);
  expect(lines[0].next).toEqual({ method: 'GET', url: 'https://crm.test/firms?p=2', body: null });
});

test('profile check tells states apart when pages give no data', () => {
  const pages = [
    save('gone.html', '<i id=out></i>No such record', { url: 'https://crm.test/deal?id=9' }),
    save('login.html', '<form><input type=password></form>', { url: 'https://crm.test/deal?id=9' }),
    save('elsewhere.html', '<form><input type=password></form>', { url: 'https://crm.test/login' }),
    save('strange.html', '<p>Maintenance', { url: 'https://crm.test/deal?id=9' }),
  ];
  expect(run('check', join(folder, 'profile.json'), ...pages).lines.map((line) => [line.kind, line.state])).toEqual([
    ['detail', 'gone'],
    ['detail', 'signed-out'],
    ['other', 'signed-out'],
    ['detail', 'blocked'],
  ]);
});

test('profile commands stop with 2 and a reason when profile or usage is wrong', { timeout: 60_000 }, () => {
  const page = save('p.html', 'x');
  const bad = save('bad.json', JSON.stringify({ ...PROFILE, session: {} }));
  expect(run('check', bad, page)).toMatchObject({
    status: 2,
    lines: [],
    stderr: expect.stringContaining('session.signedIn: is missing'),
  });
  expect(run('check', save('broken.json', '{'), page).status).toBe(2);
  expect(run('check', join(folder, 'profile.json')).status).toBe(2);
  expect(run('check', join(folder, 'profile.json'), page, page, '--url', 'https://crm.test/users').status).toBe(2);
  expect(run('check', join(folder, 'profile.json'), join(folder, 'missing.html')).status).toBe(2);
});

test('profile explain tells people what became of each field', () => {
  const page = save(
    'explain.html',
    '<i id=out></i><table><tr><td>Name<td>A<tr><td>Owner<td>Nobody<tr><td>Changed<td>soon</table>',
    { url: 'https://crm.test/deal?id=7' },
  );
  const text = execFileSync(process.execPath, [CLI, 'explain', join(folder, 'profile.json'), page], {
    encoding: 'utf8',
  });
  expect(text).toContain('looked for  label ["Name"]');
  expect(text).toContain('became      "A" (text)');
  expect(text).toMatch(/unread {6}date-unparsable: /);
  expect(text).toMatch(/unread {6}reference-unresolved: /);
  expect(text).toMatch(/try {9}add the format to "dateFormats"/);
});

test('profile explain names texts of the page that a label may have meant', () => {
  const page = save(
    'spelling.html',
    '<i id=out></i><table><tr><td>Name<td>A<tr><td>Owners:<td>Nobody<tr><td>Last changed<td>soon</table>',
    { url: 'https://crm.test/deal?id=7' },
  );
  const text = execFileSync(process.execPath, [CLI, 'explain', join(folder, 'profile.json'), page], {
    encoding: 'utf8',
  });
  expect(text).toContain('missing  Owner; like it: “Owners:”');
  expect(text).toContain('missing  Changed; like it: “Last changed”');
  expect(text).not.toContain('missing  Name');
});

test('profile check turns a page by a form that a table parts from its fields, and knows a posted record by its own id', () => {
  const posted = (id: string, form: object) => ({
    kind: 'record',
    url: 'edit',
    form,
    id: { css: `[name=${id}]`, attribute: 'value' },
    objects: { ACCOUNT: { fields: { name: { css: '[name=company]' } } } },
  });
  const next = {
    link: { css: '#next', template: 'page({page})' },
    submit: { form: 'form[name=f]', set: { p: '{page}' } },
  };
  const pages = { firms: { ...PROFILE.pages.firms, next }, firm: posted('no', { mode: 'edit', edit_no: '{id}' }) };
  const profile = save('posted.json', JSON.stringify({ ...PROFILE, pages: { ...PROFILE.pages, ...pages } }));
  const list = save(
    'posted-list.html',
    `<i id=out></i><table><form name=search method=post><input name=q><tr><td><input name=x></td></tr></form></table>
    <table><form name=f method=post action=firms><input type=hidden name=p value=1><input type=hidden name=q value=Köln>
    <tr><th>Name<th>Status<tr><td><a href="?id=7">Acme</a><td>Client<tr><td><a id=next href="#" onclick="page(2)">&gt;</a></table></form>
    <input name=late>`,
    { url: 'https://crm.test/firms', 'content-type': 'text/html; charset=utf-8' },
  );
  const record = save('posted-record.html', '<i id=out></i><input name=no value=7><input name=company value=Acme>', {
    url: 'https://crm.test/edit',
  });
  const blank = save('posted-blank.html', '<i id=out></i><input name=no><input name=company value=Acme>', {
    url: 'https://crm.test/edit',
  });
  const { lines } = run('check', profile, list, record, blank);
  expect(lines[0].next).toMatchObject({ method: 'POST', url: 'https://crm.test/firms', body: 'p=2&q=K%C3%B6ln' });
  expect(lines[1]).toMatchObject({ state: 'ok', records: [{ objectId: '7', fields: { name: 'Acme' } }] });
  expect(lines[0].problems).toEqual([]);
  expect(lines[2]).toMatchObject({ records: [], problems: [{ code: 'no-id' }] });
});

test('profile check says so when neither a link nor the counter tells how a list goes on', () => {
  const firms = {
    ...PROFILE.pages.firms,
    next: { link: { text: 'More' } },
    counter: { templates: '{from}-{to} of {total}' },
  };
  const profile = save('counted.json', JSON.stringify({ ...PROFILE, pages: { ...PROFILE.pages, firms } }));
  const list = (name: string, counter: string) =>
    save(
      name,
      `<i id=out></i><table><tr><th>Name<th>Status<tr><td><a href="?id=7">Acme</a><td>Client</table>${counter} <a href="?p=2">Next</a>`,
      { url: 'https://crm.test/firms' },
    );
  const { lines } = run('check', profile, list('counted-1.html', '1-1 of 3'), list('counted-2.html', '1-1 of 1'));
  expect(lines[0]).toMatchObject({ next: null, problems: [{ code: 'end-not-proven' }] });
  expect(lines[0].problems[0].message).toContain('Of 3 records this page shows 1');
  expect(lines[1]).toMatchObject({ next: null, problems: [] });
});
