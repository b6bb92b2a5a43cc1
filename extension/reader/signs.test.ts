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

test.each([
  ['in an element', true, '<p>x</p><div><b>Sorry,</b> gone</div>'],
  [
    'across elements',
    true,
    `<div>${'<p>x</p>'.repeat(400)}<b>Sorry,</b></div> <div>gone${'<p>y</p>'.repeat(400)}</div>`,
  ],
  ['by a control', true, '<p>sorry</p><input value="Sorry, gone"><script>"sorry, gone"</script>'],
  ['hidden, then shown', true, '<div hidden><b>Sorry, gone</b></div><p>Sorry,  gone</p>'],
  ['hidden alone', false, '<div style="display:none"><b>Sorry, gone</b></div>'],
  ['in a script alone', false, '<p>x</p><script>"Sorry, gone"</script>'],
  ['its words apart', false, '<div>gone <b>Sorry,</b></div>'],
])('a sentence %s is seen: %s', (_, seen, html) => {
  expect(meets(lookAt(documentOf(html), 'https://crm.test/'), { text: ['sorry, gone'] })).toBe(seen);
});
