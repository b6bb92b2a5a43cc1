/** The 27 characters that windows-1252 has and ISO-8859-1 lacks, by byte (WHATWG Encoding, index windows-1252). */
const EXTRA: ReadonlyMap<number, number> = new Map(
  [...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map((character, index) => [
    character.charCodeAt(0),
    [
      0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96,
      0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
    ][index] ?? 0x3f,
  ]),
);

const byteOf = (codePoint: number): number | undefined => {
  if (codePoint < 0x80 || (codePoint >= 0xa0 && codePoint <= 0xff)) return codePoint;
  return EXTRA.get(codePoint);
};

/**
 * HTML as windows-1252 bytes. A character outside the charset becomes a numeric entity, as the browsers of 2003 sent
 * it and as old systems stored it.
 */
export const encodeHtml = (html: string): Buffer => {
  const bytes = Buffer.allocUnsafe(html.length * 8);
  let length = 0;
  for (let index = 0; index < html.length; index += 1) {
    const codePoint = html.codePointAt(index) ?? 0x3f;
    if (codePoint > 0xffff) index += 1;
    const byte = byteOf(codePoint);
    if (byte !== undefined) {
      bytes[length] = byte;
      length += 1;
    } else {
      length += bytes.write(`&#${codePoint};`, length, 'latin1');
    }
  }
  return Buffer.from(bytes.subarray(0, length));
};

const decoder = new TextDecoder('windows-1252');

const percentDecode = (text: string): string => {
  const source = Buffer.from(text.replaceAll('+', ' '), 'latin1');
  const bytes: number[] = [];
  for (let index = 0; index < source.length; index += 1) {
    const byte = source[index] ?? 0;
    const hex = byte === 0x25 ? source.toString('latin1', index + 1, index + 3) : '';
    if (/^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      index += 2;
    } else {
      bytes.push(byte);
    }
  }
  return decoder
    .decode(Uint8Array.from(bytes))
    .replace(/&#(\d{3,7});/g, (entity, digits: string) =>
      Number(digits) <= 0x10ffff ? String.fromCodePoint(Number(digits)) : entity,
    );
};

/**
 * A query string or posted form, percent-encoded in windows-1252. Browsers post a character outside the charset as a
 * numeric entity; it is turned back. Of a name given twice the first value counts.
 */
export const decodeForm = (encoded: string): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  for (const pair of encoded.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = percentDecode(equals < 0 ? pair : pair.slice(0, equals));
    if (!fields.has(name)) fields.set(name, equals < 0 ? '' : percentDecode(pair.slice(equals + 1)));
  }
  return fields;
};
