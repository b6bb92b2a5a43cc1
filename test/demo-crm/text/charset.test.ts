import { describe, expect, it } from 'vitest';
import { decodeForm, encodeHtml } from './charset.ts';

describe('encodeHtml', () => {
  it('writes every printable byte of windows-1252 as a browser reads it', () => {
    const undefinedBytes = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
    const bytes = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !undefinedBytes.includes(byte));
    const text = new TextDecoder('windows-1252').decode(Uint8Array.from(bytes));
    expect([...encodeHtml(text)]).toEqual(bytes);
  });

  it('writes the euro sign as 0x80 and what the charset lacks as numeric entities', () => {
    expect(encodeHtml('€ Ż 🙂')).toEqual(Buffer.from('\u0080 &#379; &#128578;', 'latin1'));
  });
});

describe('decodeForm', () => {
  it('reads windows-1252 percent codes, plus signs and entities that browsers post', () => {
    const fields = decodeForm('name=M%FCller+%26+S%F6hne&betrag=5+%80&o=%26%23379%3Bukowska&leer=&nur');
    expect(Object.fromEntries(fields)).toEqual({
      name: 'Müller & Söhne',
      betrag: '5 €',
      o: 'Żukowska',
      leer: '',
      nur: '',
    });
  });
});
