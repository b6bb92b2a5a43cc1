import type { HttpRequest } from '../gong/client.ts';

/** A second opinion on the rules of Gong's, kept apart from the fake's own: it knows nothing but the requests as they arrive and the answers as they leave. */
export interface OddAudit {
  /** `body` is the request's whole body. */
  arrived(request: HttpRequest, body: Uint8Array, at: number): void;
  answered(request: HttpRequest, status: number, headers: Headers, text: string, at: number): void;
  /** What was broken, one sentence each. */
  broken(): readonly string[];
}

interface Known {
  readonly text: string;
  done: boolean;
}

const PARTS =
  /^--([^\r\n]+)\r\nContent-Disposition: form-data; name="dataFile"; filename="[^"]+"\r\n(?:[^\r\n]+\r\n)*\r\n([\s\S]*)\r\n--\1--(?:\r\n)?$/i;

/** Watches one client. `settleMs`: how long an account new in Gong must rest before what names it is sent. */
export function oddAudit(settleMs: number): OddAudit {
  const sentences: string[] = [];
  const say = (sentence: string) => sentences.push(sentence);
  const arrivals: number[] = [];
  const uploads = new Map<string, Known>();
  /** Since when an account is DONE, in ms. */
  const accounts = new Map<string, number>();
  const users = new Map<string, string>();
  const waiting = new Map<string, { type: string; lines: Readonly<Record<string, unknown>>[] }>();
  let quietUntil = 0;

  function file(type: string, text: string, id: string, at: number): void {
    if (!text.endsWith('\n') || text.includes('\r') || text.startsWith('\uFEFF')) say(`${id}: not LDJSON`);
    const lines = text
      .slice(0, -1)
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const ids = lines.map((line) => line['objectId']);
    if (new Set(ids).size !== ids.length) say(`${id}: an object twice`);
    const dates = lines.map((line) => String(line['modifiedDate'] ?? line['lastModified']));
    if (dates.some((date) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(date))) say(`${id}: a bad date`);
    if (dates.some((date, i) => i > 0 && Date.parse(date) < Date.parse(dates[i - 1] ?? ''))) say(`${id}: not sorted`);
    const deletions = lines.filter((line) => line['isDeleted'] === true).length;
    if (deletions > 0 && deletions < lines.length) say(`${id}: deletions among updates`);
    if (type === 'CONTACT' || type === 'DEAL') for (const line of lines) named(line, id, at);
    if (type === 'BUSINESS_USER')
      for (const line of lines) {
        const before = users.get(String(line['objectId']));
        const changed = line['isDeleted'] !== true && before !== undefined && before !== line['emailAddress'];
        if (changed) say(`${id}: a user changed without deletion`);
      }
    waiting.set(id, { type, lines });
  }

  function named(line: Readonly<Record<string, unknown>>, id: string, at: number): void {
    const account = line['accountId'];
    if (typeof account !== 'string' || line['isDeleted'] === true) return;
    const since = accounts.get(account);
    if (since === undefined) say(`${id}: names ${account}, which is not in Gong`);
    else if (at - since < settleMs) say(`${id}: names ${account}, new for ${at - since} ms`);
  }

  function settled(id: string, at: number): void {
    const known = uploads.get(id);
    const upload = waiting.get(id);
    if (known === undefined || upload === undefined || known.done) return;
    known.done = true;
    for (const line of upload.lines) {
      const objectId = String(line['objectId']);
      const gone = line['isDeleted'] === true;
      if (upload.type === 'ACCOUNT' && gone) accounts.delete(objectId);
      else if (upload.type === 'ACCOUNT' && !accounts.has(objectId)) accounts.set(objectId, at);
      if (upload.type === 'BUSINESS_USER' && gone) users.delete(objectId);
      else if (upload.type === 'BUSINESS_USER') users.set(objectId, String(line['emailAddress']));
    }
  }

  return {
    arrived(request, body, at) {
      const url = new URL(request.url);
      if (at < quietUntil) say(`${request.method} ${url.pathname} ${quietUntil - at} ms before Retry-After had passed`);
      const last = arrivals.at(-1);
      if (last !== undefined && at - last < 400) say(`${url.pathname} came ${at - last} ms after the call before`);
      arrivals.push(at);
      const third = arrivals.at(-4);
      if (third !== undefined && at - third < 1000) say(`${url.pathname} is the fourth call in a second`);
      if (/[?&]integrationId=(?!\d{19}(&|$))/.test(request.url)) say(`an id that lost digits: ${url.search}`);
      if (request.method !== 'POST' || !url.pathname.endsWith('/entities')) return;
      const id = url.searchParams.get('clientRequestId') ?? '';
      const text = PARTS.exec(new TextDecoder().decode(body))?.[2];
      if (text === undefined) return say(`${id}: no dataFile`) && undefined;
      const known = uploads.get(id);
      if (known !== undefined && known.text !== text) say(`${id}: one id with two contents`);
      if (known !== undefined) return;
      uploads.set(id, { text, done: false });
      file(url.searchParams.get('objectType') ?? '', text, id, at);
    },

    answered(request, status, headers, text, at) {
      const retry = headers.get('retry-after');
      if (retry !== null) quietUntil = /^[\d.]+$/.test(retry) ? at + Number(retry) * 1000 : Date.parse(retry);
      const url = new URL(request.url);
      if (!url.pathname.endsWith('/request-status') || status < 200 || status > 299) return;
      if (/"status"\s*:\s*"\s*(?:done|completed?)"/i.test(text))
        settled(url.searchParams.get('clientRequestId') ?? '', at);
    },

    broken: () => sentences,
  };
}
