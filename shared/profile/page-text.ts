/** From an answer's bytes to the HTML that the reader sees. No zod, no DOM. */
import type { Profile } from './schema.ts';

function labelIn(text: string): string | undefined {
  return /charset\s*=\s*["']?\s*([\w:.-]{2,40})/i.exec(text)?.[1];
}

function decoder(label: string | undefined): TextDecoder | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

/**
 * Decodes a page by the header's charset, then its byte order mark, then `<meta>` in the first 4 KB; with none of them as windows-1252,
 * as browsers do, but never blindly UTF-8. `charset` is the label that forms of this page are sent back in.
 */
export function decodePage(bytes: Uint8Array, contentType: string | null): { text: string; charset: string } {
  const mark =
    bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
      ? 'utf-8'
      : bytes[0] === 0xff && bytes[1] === 0xfe
        ? 'utf-16le'
        : bytes[0] === 0xfe && bytes[1] === 0xff
          ? 'utf-16be'
          : undefined;
  const header = decoder(contentType === null ? undefined : labelIn(contentType));
  const head = () => new TextDecoder('windows-1252').decode(bytes.subarray(0, 4096));
  const meta = () => {
    const tag = /<meta[^>]{0,500}charset[^>]{0,200}>|<\?xml[^>]{0,100}encoding\s*=\s*["'][\w-]+["']/i.exec(head())?.[0];
    if (tag === undefined) return undefined;
    const label = labelIn(tag) ?? /encoding\s*=\s*["']([\w-]+)/i.exec(tag)?.[1];
    // The HTML standard: a page that was readable as ASCII up to here cannot be UTF-16.
    return decoder(label !== undefined && /^utf-16/i.test(label) ? 'utf-8' : label);
  };
  const json = /\bjson\b/i.test(contentType ?? '');
  const chosen = header ?? decoder(mark) ?? meta() ?? new TextDecoder(json ? 'utf-8' : 'windows-1252');
  return { text: chosen.decode(bytes), charset: chosen.encoding };
}

/**
 * The HTML of a page's answer: out of JSON or of joined parts where the profile says so, the text itself otherwise (people see the same
 * page without its envelope). `ok: false` when the answer is cut short or not what the profile describes: no data.
 */
export function htmlOf(
  profile: Profile,
  pageKey: string,
  text: string,
): { ok: true; html: string } | { ok: false; why: string } {
  const page = profile.pages[pageKey];
  if (!page) return { ok: false, why: `the profile has no page “${pageKey}”` };
  if (page.endsWith !== undefined) {
    const first = text.indexOf(page.endsWith);
    if (
      first < 0 ||
      text.indexOf(page.endsWith, first + 1) >= 0 ||
      text.slice(first + page.endsWith.length).trim() !== ''
    ) {
      return { ok: false, why: `the answer does not end with “${page.endsWith}”, so it may be cut short` };
    }
  }
  const envelope = page.envelope;
  if (!envelope) return { ok: true, html: text };
  let html = text;
  // People see the same page without its envelope.
  if (envelope.split && html.includes(envelope.split.by)) {
    const part = html.split(envelope.split.by)[envelope.split.part];
    if (part === undefined) return { ok: false, why: `the answer has no part ${envelope.split.part}` };
    html = part;
  }
  if (envelope.data && /^[\s\ufeff]*[[{]/.test(html)) {
    try {
      JSON.parse(html.replace(/^\ufeff/, ''));
    } catch {
      return { ok: false, why: 'the answer starts like JSON but is not: it may be cut short' };
    }
    // As it was written: numbers that JSON would round are ids here. A `<` stands inside texts only.
    return { ok: true, html: `<script>data = ${html.replaceAll('<', '\\u003c')}</script>` };
  }
  if (envelope.json && /^[\s\ufeff]*[[{"]/.test(html)) {
    try {
      let value: unknown = JSON.parse(html.replace(/^\ufeff/, ''));
      for (const key of envelope.json)
        value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
      if (typeof value !== 'string')
        return { ok: false, why: `the JSON answer has no text at ${envelope.json.join('.')}` };
      html = value;
    } catch {
      return { ok: false, why: 'the answer starts like JSON but is not: it may be cut short' };
    }
  }
  return { ok: true, html };
}
