/** One part of a multipart/form-data body; `content` is a view on the body, not a copy. */
export type Part = { name: string; fileName: string | undefined; content: Buffer };

const LINE_END = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(header);
  return found === null ? undefined : (found[1] ?? found[2]);
}

/** The boundary that a Content-Type header announces, if it announces multipart/form-data. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) return undefined;
  return parameter(contentType, 'boundary');
}

/**
 * Takes a multipart/form-data body apart without copying it. A body whose frame does not agree with the boundary gives the
 * parts up to the fault; with `cut` (the body was longer than what was kept) an open last part counts as a part.
 */
export function parseMultipart(body: Buffer, boundary: string, cut = false): Part[] {
  const parts: Part[] = [];
  const opening = Buffer.from(`--${boundary}`);
  const delimiter = Buffer.concat([LINE_END, opening]);
  let at: number;
  if (body.subarray(0, opening.length).equals(opening)) at = opening.length;
  else {
    const first = body.indexOf(delimiter);
    if (first < 0) return parts;
    at = first + delimiter.length;
  }
  while (body.subarray(at, at + 2).equals(LINE_END)) {
    const headEnd = body.indexOf(HEAD_END, at);
    if (headEnd < 0) break;
    const start = headEnd + HEAD_END.length;
    const end = body.indexOf(delimiter, headEnd + LINE_END.length);
    if (end < 0 && !cut) break;
    const disposition = /^content-disposition:\s*(form-data\b.*)$/im.exec(body.toString('utf8', at, headEnd))?.[1];
    const name = disposition === undefined ? undefined : parameter(disposition, 'name');
    if (disposition !== undefined && name !== undefined) {
      const content = body.subarray(start, end < 0 ? body.length : Math.max(start, end));
      parts.push({ name, fileName: parameter(disposition, 'filename'), content });
    }
    if (end < 0) break;
    at = end + delimiter.length;
  }
  return parts;
}
