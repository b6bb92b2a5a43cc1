import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { lookAt, meets, outermost } from './signs.ts';

function documentOf(html: string): Document {
  return new JSDOM(html).window.document;
}

test('outermost drops what stands inside another when matches nest', () => {
  const document = documentOf('<p id=a><b id=b><i id=c></i></b></p><b id=d></b>');
  expect(outermost([...document.body.querySelectorAll('p,b,i')]).map((one) => one.id)).toEqual(['a', 'd']);
});

test('meets reads each text once when hundreds of matches nest', () => {
  const document = documentOf(`${'<div class=e>'.repeat(300)}Sorry, gone${'</div>'.repeat(300)}`);
  let reads = 0;
  const { prototype } = document.defaultView?.Text ?? Text;
  const descriptor = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(Object.getPrototypeOf(prototype)),
    'nodeValue',
  );
  Object.defineProperty(prototype, 'nodeValue', {
    get() {
      reads++;
      return descriptor?.get?.call(this);
    },
  });
  const look = lookAt(document, 'https://crm.test/');
  expect(meets(look, { css: '.e', text: ['sorry, gone'] })).toBe(true);
  expect(meets(look, { css: '.e', text: ['denied'] })).toBe(false);
  expect(reads).toBeLessThan(10);
});
