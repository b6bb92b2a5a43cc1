import { expect, it } from 'vitest';
import { webAddress } from './web-address.ts';

it.each([
  ['https://crm.example/deal.asp?id=1', 'https://crm.example/deal.asp?id=1'],
  ['http://crm.example', 'http://crm.example/'],
])('webAddress lets %s through', (given, address) => {
  expect(webAddress(given)).toBe(address);
});

it.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'chrome-extension://abc/options.html',
  'file:///etc/passwd',
  'deal.asp?id=1',
  '',
  null,
  undefined,
])('webAddress makes no link of %s', (given) => {
  expect(webAddress(given)).toBeNull();
});
