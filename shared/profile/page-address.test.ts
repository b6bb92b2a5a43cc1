import { expect, test } from 'vitest';
import { matchAddress } from './page-address.ts';

test.each([
  ['https://crm.test/Accounts/view.aspx?id={id}', 'https://crm.test/accounts/View.aspx?ID=7f-A&x=1', { id: '7f-A' }],
  ['https://crm.test/crm.nsf/0/{id}?OpenDocument', 'https://crm.test/crm.nsf/0/7A?opendocument', { id: '7A' }],
  ['https://crm.test/list?type=c', 'https://crm.test/list?type=C', null],
  ['https://crm.test/one?id={id}', 'https://crm.test/one?id=7&ID=8', null],
  ['https://crm.test/one?id={id}', 'https://crm.test/one?uid=7', null],
])('the address %j is that of %j but for capitals of path and names', (pattern, url, holes) => {
  expect(matchAddress(pattern, url)).toEqual(holes);
});
