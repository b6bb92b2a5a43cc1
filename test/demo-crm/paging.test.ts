import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectType } from './data/records.ts';
import { type DemoCrm, startDemoCrm } from './index.ts';
import { createRep, fieldsOf, type Rep, type Seen } from './rep.ts';

let crm: DemoCrm;
let rep: Rep;

beforeAll(async () => {
  crm = await startDemoCrm();
  rep = await createRep(crm.url, 'jsmith');
});
afterAll(() => crm.close());

const idsOf = (type: ObjectType): string[] =>
  crm
    .truth()
    [type].map(({ objectId }) => String(objectId))
    .sort();

const taken = (page: Seen, selector: string, pattern: RegExp): string[] =>
  [...page.document.querySelectorAll(selector)].flatMap((element) => {
    const source = element.getAttribute('href') ?? element.getAttribute('value') ?? '';
    const found = pattern.exec(element.getAttribute('onclick') ?? source) ?? pattern.exec(source);
    return found?.[1] === undefined ? [] : [found[1]];
  });

const nextLink = (page: Seen): string | undefined =>
  [...page.document.querySelectorAll('table.blaettern a')]
    .find((link) => link.textContent === 'Next >')
    ?.getAttribute('href') ?? undefined;

const walkLinks = async (first: string, selector: string, pattern: RegExp): Promise<string[]> => {
  const ids: string[] = [];
  for (let path: string | undefined = first; path !== undefined; ) {
    const page: Seen = await rep.get(path);
    ids.push(...taken(page, selector, pattern));
    path = nextLink(page);
  }
  return ids;
};

const postBack = (page: Seen, target: string, argument = '', changed = {}): Promise<Seen> => {
  const form = page.document.querySelector<HTMLFormElement>('form#Form1');
  if (form === null) throw new Error('no form to post back');
  return rep.submit(form, { __EVENTTARGET: target, __EVENTARGUMENT: argument, ...changed });
};

const range = (page: Seen): string => page.document.querySelector('table.blaettern td')?.textContent?.trim() ?? '';

const NAME_LINK = {
  konten: /^konto\.asp\?id=(\w+)$/,
  kontakte: /^kontakt\.asp\?id=([\w-]+)$/,
  chancen: /^openRec\('(\d+)'\)/,
} as const;

describe('the lists', () => {
  it.each([
    ['ACCOUNT', 'konten.asp?page=1&sort=modified&dir=desc', '#tbl_konten a', NAME_LINK.konten],
    ['CONTACT', 'kontakte.asp?start=0&sort=name&dir=asc&view=all', '#tbl_kontakte a', NAME_LINK.kontakte],
    ['LEAD', 'interessenten.asp?offset=0', '#tbl_interessenten input[name=sel]', /^(\d+)$/],
  ] as const)('of %s shows each record once when its links are followed', async (type, first, selector, pattern) => {
    const ids = await walkLinks(first, selector, pattern);
    expect(ids.sort()).toEqual(idsOf(type));
  });

  it('of deals shows each deal once when its form is posted back', async () => {
    const ids: string[] = [];
    let page = await rep.get('chancen.asp?status=all&sort=modified&dir=desc');
    ids.push(...taken(page, '#tbl_chancen a', NAME_LINK.chancen));
    while (nextLink(page) === "javascript:__doPostBack('next','')") {
      page = await postBack(page, 'next');
      ids.push(...taken(page, '#tbl_chancen a', NAME_LINK.chancen));
    }
    expect(ids.sort()).toEqual(idsOf('DEAL'));
    expect(range(page)).toBe('101 - 110 of 110');
  });

  it('of deals hides closed deals unless asked, and goes back and to a page by number', async () => {
    const open = crm.truth().DEAL.filter(({ status }) => status === 'OPEN').length;
    const page = await rep.get('chancen.asp');
    expect(range(page)).toBe(`1 - 20 of ${open}`);
    const third = await postBack(page, 'page', '3');
    expect(range(third)).toBe(`41 - 60 of ${open}`);
    expect(range(await postBack(third, 'previous'))).toBe(`21 - 40 of ${open}`);
    expect(range(await postBack(third, 'filter', '', { status: 'all' }))).toBe('1 - 20 of 110');
  });

  it('of deals refuses a view state that it did not write', async () => {
    const page = await rep.get('chancen.asp');
    const answer = await postBack(page, 'next', '', { __VIEWSTATE: 'dDwxMjM=' });
    expect(answer.document.body.textContent).toContain('Der Zustand der Seite ist ungültig.');
  });

  it('come newest first when told so', async () => {
    const page = await rep.get('konten.asp?page=1&sort=modified&dir=desc');
    const newest = [...crm.truth().ACCOUNT]
      .map(({ modifiedDate }) => String(modifiedDate))
      .sort()
      .at(-1);
    const first = taken(page, '#tbl_konten a', NAME_LINK.konten)[0];
    expect(crm.truth().ACCOUNT.find(({ objectId }) => objectId === first)?.['modifiedDate']).toBe(newest);
  });

  it('of contacts opens where the session left it, and says so in its form', async () => {
    await rep.get('kontakte.asp?start=50&sort=modified&dir=desc&view=all');
    const plain = await rep.get('kontakte.asp');
    expect(range(plain)).toBe('51 - 75 of 160');
    const form = plain.document.querySelector<HTMLFormElement>('form[name=ansicht]');
    expect(form === null ? null : fieldsOf(form)).toEqual({ start: '50', sort: 'modified', dir: 'desc', view: 'all' });
    expect(crm.sessions().at(-1)?.contacts).toEqual({ start: 50, sort: 'modified', descending: true, view: 'all' });
  });

  it('repeat their header, total their amounts and say when they are empty', async () => {
    const page = await rep.get('chancen.asp?status=all');
    expect(page.document.querySelectorAll('#tbl_chancen tr').length).toBe(20 + 2 + 1);
    const none = await rep.get('konten.asp?q=gibtesnicht');
    expect(range(none)).toBe('0 - 0 of 0');
    expect(none.document.querySelector('#tbl_konten')?.textContent).toContain('No records found.');
  });
});
