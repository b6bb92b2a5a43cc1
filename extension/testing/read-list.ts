/** A list page of accounts, read as the extension reads it; rows and header to build such pages from. */
import { JSDOM } from 'jsdom';
import { expect } from 'vitest';
import type { PageReading, PageRequest } from '../../shared/profile/raw.ts';
import { isAllowedRequest } from '../../shared/profile/requests.ts';
import { parseProfile } from '../../shared/profile/schema.ts';
import { readPage } from '../reader/whole.ts';

export const ORIGIN = 'https://crm.test';

/** Reads a list page of accounts with the fields `name` (column Name) and `_city` (column City). */
export function read(
  html: string,
  page: object = {},
  request: Partial<PageRequest> = {},
): PageReading & { rows: unknown[] } {
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

export const HEAD = '<tr><th>Name ▲</th><th>City:</th></tr>';
export const row = (id: number, name: string, city = 'Ulm') =>
  `<tr><td><a href="one?id=${id}">${name}</a> <a href="delete?id=${id}">x</a></td><td>${city}</td></tr>`;

/** A list of one account. */
export const LIST = `<table>${HEAD}${row(1, 'A')}</table>`;
