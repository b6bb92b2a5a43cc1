import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listPages, listVisit, pagesForUrl, rememberingLists } from '../../../shared/profile/requests.ts';
import { type Profile, parseProfile } from '../../../shared/profile/schema.ts';
import { ROOT } from '../../demo/root.ts';
import type { Access } from '../../demo-crm/http/access-log.ts';

/** Requests for pages that hold records; what the rep's own tab loads beside them (frames, sign-in, pictures) is not among them. */
export function pageRequests(log: readonly Access[]): Access[] {
  return log.filter(({ url, kind }) => (kind === 'list' || kind === 'detail' || kind === 'fault') && url !== '/');
}

/** The same for the same page: a posted form stands for the page that it asks for. */
export function keyOf({ url, posted }: Access): string {
  return posted === null ? url : `${url} ${posted}`;
}

/** What a reader has asked for: the CRM's own pages fetch nothing by script. */
export function byReaders(log: readonly Access[]): Access[] {
  return log.filter(({ dest }) => dest === 'empty');
}

/** Requests of readers that the profile does not describe, or that act. That the CRM sends them on to its login is its own doing. */
export function outsideProfile(log: readonly Access[], origin: string): Access[] {
  const profile = profileAt(origin);
  const described = (access: Access) => pagesForUrl(profile, `${origin}${access.url}`).length > 0;
  const posts = new Set(
    Object.values(profile.pages).flatMap((page) =>
      'next' in page && page.next && 'submit' in page.next ? ['POST'] : [],
    ),
  );
  return byReaders(log).filter((access) => {
    if (access.method === 'GET' && access.url.startsWith('/login.asp?')) return false;
    return access.acted || !described(access) || !(access.method === 'GET' || posts.has(access.method));
  });
}

/** Pages that are read for a session's sake, and once more in each new one: who is signed in, and where the rep has left a list. */
export function sessionUrls(origin: string): ReadonlySet<string> {
  const profile = profileAt(origin);
  const probe = listPages(profile, 'BUSINESS_USER')[0];
  const visits = rememberingLists(profile).map((page) => listVisit(profile, page, null));
  return new Set([probe, ...visits].flatMap((planned) => planned?.request.url.slice(origin.length) ?? []));
}

function profileAt(origin: string): Profile {
  const parsed = parseProfile(JSON.parse(readFileSync(join(ROOT, 'test/demo-crm/profile.json'), 'utf8')));
  if (!parsed.ok) throw new Error('the profile does not fit its schema');
  return { ...parsed.profile, crm: { ...parsed.profile.crm, origin: [origin] } };
}
