/** Bytes of `<meta>` that count: what stands later is not looked at (HTML: prescan a byte stream). */
const META_BYTES = 4096;

/**
 * The charset of an answer: BOM, header, `<meta>`, in this order. Where nothing says it, UTF-8 when every byte fits it, else
 * windows-1252, as browsers of western Europe do. A label that no decoder knows counts as not said.
 */
export function charsetOf(bytes: Uint8Array, contentType: string | null): string {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  const said = /charset\s*=\s*["']?([^\s;"']+)/i.exec(contentType ?? '')?.[1];
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, META_BYTES));
  const meta = /<meta[^>]+?charset\s*=\s*["']?([^\s;"'/>]+)/i.exec(head)?.[1];
  // A page that can be read as ASCII is not UTF-16, whatever its <meta> says (HTML standard).
  const fromMeta = meta && /^utf-?16/i.test(meta) ? 'utf-8' : meta;
  return known(said) ?? known(fromMeta) ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252');
}

export function decode(bytes: Uint8Array, charset: string): string {
  return new TextDecoder(charset).decode(bytes);
}

function known(label: string | undefined): string | null {
  try {
    return label ? new TextDecoder(label).encoding : null;
  } catch {
    return null;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
