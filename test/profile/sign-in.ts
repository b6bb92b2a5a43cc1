import type { PageRequest } from '../../shared/profile/raw.ts';
import type { Answer } from './read-all.ts';

/** A rep's browser at the demo CRM: one session, followed redirects. */
export async function signInto(crmUrl: string, user: string): Promise<Answer> {
  const signIn = await fetch(`${crmUrl}/anmelden.asp`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ user, pass: 'demo', ziel: '' }),
  });
  const cookie = signIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return async (request: PageRequest) => {
    const body = request.form
      ?.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
    const response = await fetch(request.url, {
      method: request.method,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(body === undefined ? {} : { body }),
    });
    return {
      url: response.url,
      contentType: response.headers.get('content-type'),
      bytes: new Uint8Array(await response.arrayBuffer()),
    };
  };
}
