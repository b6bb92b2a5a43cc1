import { describe, expect, it } from 'vitest';
import { linkOfPage, readEnrolmentLink } from './enrolment-link.ts';

describe('readEnrolmentLink', () => {
  it.each([
    ['bridge.example', 'https://bridge.example', null],
    ['  https://bridge.example/  ', 'https://bridge.example', null],
    ['https://bridge.example/enrol#code=AB-12', 'https://bridge.example', 'AB-12'],
    ['https://bridge.example/enrol?code=AB-12', 'https://bridge.example', 'AB-12'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787', null],
    ['http://localhost:8787', 'http://localhost:8787', null],
  ])('takes %s apart', (typed, address, code) => {
    expect(readEnrolmentLink(typed)).toEqual({ address, code });
  });

  it.each(['', '   ', 'http://bridge.example', 'javascript:alert(1)', 'ftp://bridge.example', 'https://', 'two words'])(
    'finds no address in %j',
    (typed) => {
      expect(readEnrolmentLink(typed)).toBeNull();
    },
  );

  it('shows a host that only looks like another as what it is', () => {
    expect(readEnrolmentLink('https://brіdge.example')?.address).toBe('https://xn--brdge-o2e.example');
    expect(readEnrolmentLink('https://bridge.example@evil.example')?.address).toBe('https://evil.example');
  });
});

describe('linkOfPage', () => {
  it('reads address and code from the fragment', () => {
    expect(linkOfPage('#address=https%3A%2F%2Fbridge.example&code=AB-12')).toEqual({
      address: 'https://bridge.example',
      code: 'AB-12',
    });
  });

  it.each(['', '#', '#code=AB-12', '#address=javascript:alert(1)&code=x'])('is none for %j', (hash) => {
    expect(linkOfPage(hash)).toBeNull();
  });
});
