import { exports } from 'cloudflare:workers';

export const ORIGIN = 'https://bridge.test';

interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One request to the Worker as a browser makes it, redirects not followed. */
export async function visit(path: string, init: RequestInit = {}): Promise<Seen> {
  const response = await exports.default.fetch(`${ORIGIN}${path}`, { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Somebody who is signed in to the console, and sends its forms as they are shown. */
export async function administrator() {
  const signedIn = await visit('/console/sign-in', {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: 'test-admin-token' }),
  });
  const setCookie = signedIn.headers.get('set-cookie') ?? '';
  const cookie = setCookie.split(';', 1)[0] ?? '';
  const get = (path: string) => visit(path, { headers: { cookie } });
  /** The hidden word of the form on `from` that posts to `to`. */
  const formWord = async (from: string, to: string) => {
    const { text } = await get(from);
    const form = text.split('<form').find((part) => part.includes(`action="${to}"`)) ?? '';
    return /name="form-word" value="([^"]+)"/.exec(form)?.[1] ?? '';
  };
  return {
    cookie,
    setCookie,
    get,
    formWord,
    /** Opens `from`, fills its form that goes to `to`, sends it. */
    async post(from: string, to: string, fields: Readonly<Record<string, string>>): Promise<Seen> {
      const word = await formWord(from, to);
      return visit(to, {
        method: 'POST',
        headers: { cookie, origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ 'form-word': word, ...fields }),
      });
    },
  };
}
