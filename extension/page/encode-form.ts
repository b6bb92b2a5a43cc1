/** Characters to bytes of a charset, found by decoding all of its one- and two-byte sequences once. */
const tables = new Map<string, Map<string, number[]>>();

function tableOf(charset: string): Map<string, number[]> {
  const made = tables.get(charset);
  if (made) return made;
  const table = new Map<string, number[]>();
  const decoder = new TextDecoder(charset);
  const add = (...bytes: number[]) => {
    const text = decoder.decode(new Uint8Array(bytes));
    const [char] = text;
    if (char !== undefined && char.length === text.length && char !== '\ufffd' && !table.has(char))
      table.set(char, bytes);
  };
  for (let one = 0; one < 256; one++) add(one);
  if (table.size < 250) for (let one = 0x81; one < 0xff; one++) for (let two = 0x40; two < 0xff; two++) add(one, two);
  if (table.size < 250) for (let one = 0xa1; one < 0xff; one++) for (let two = 0xa1; two < 0xff; two++) add(one, two);
  tables.set(charset, table);
  return table;
}

/**
 * `application/x-www-form-urlencoded` in the page's charset, as a browser sends its forms: a character that the charset
 * lacks goes as a numeric entity, line breaks as CR LF (URL standard, HTML: form submission).
 */
export function encodeForm(form: readonly (readonly [string, string])[], charset = 'utf-8'): string {
  return form.map(([name, value]) => `${encodeText(name, charset)}=${encodeText(value, charset)}`).join('&');
}

function encodeText(text: string, charset: string): string {
  const name = new TextDecoder(charset).encoding;
  const utf8 = name === 'utf-8' || name.startsWith('utf-16');
  const encoder = new TextEncoder();
  let encoded = '';
  for (const char of text.replaceAll(/\r\n|\r|\n/g, '\r\n')) {
    const bytes = utf8 ? encoder.encode(char) : tableOf(name).get(char);
    for (const byte of bytes ?? encoder.encode(`&#${char.codePointAt(0)};`)) encoded += percent(byte);
  }
  return encoded;
}

function percent(byte: number): string {
  if (byte === 0x20) return '+';
  const char = String.fromCharCode(byte);
  return /[A-Za-z0-9*\-._]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
