import { describe, expect, it } from 'vitest';
import { encodeForm } from './encode-form.ts';

describe('a posted form', () => {
  it('is encoded in the charset of its page', () => {
    expect(encodeForm([['stadt', 'Köln €']], 'windows-1252')).toBe('stadt=K%F6ln+%80');
    expect(encodeForm([['stadt', 'Köln']], 'utf-8')).toBe('stadt=K%C3%B6ln');
    expect(encodeForm([['名', '東京']], 'shift_jis')).toBe('%96%BC=%93%8C%8B%9E');
  });

  it('writes a character that the charset lacks as an entity, as browsers do', () => {
    expect(encodeForm([['n', 'Łódź']], 'iso-8859-1')).toBe('n=%26%23321%3B%F3d%26%23378%3B');
  });

  it('keeps order, repeated names and empty values; line breaks become CR LF', () => {
    expect(
      encodeForm([
        ['b', ''],
        ['a', '1'],
        ['a', 'x\ny'],
      ]),
    ).toBe('b=&a=1&a=x%0D%0Ay');
  });
});
