import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listPages, pagesForUrl } from '../../../shared/profile/requests.ts';
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

/** Requests that the profile does not describe, or that act, of those that a reader can have made. */
export function outsideProfile(log: readonly Access[], origin: string): Access[] {
  const parsed = parseProfile(JSON.parse(readFileSync(join(ROOT, 'test/demo-crm/profile.json'), 'utf8')));
  if (!parsed.ok) throw new Error('the profile does not fit its schema');
  const profile: Profile = { ...parsed.profile, crm: { ...parsed.profile.crm, origin: [origin] } };
  const described = (access: Access) => pagesForUrl(profile, `${origin}${access.url}`).length > 0;
  const posts = new Set(
    Object.values(profile.pages).flatMap((page) =>
      'next' in page && page.next && 'submit' in page.next ? ['POST'] : [],
    ),
  );
  return log.filter(
    (access) =>
      access.acted ||
      (access.kind !== 'sign-in' &&
        access.kind !== 'frame' &&
        access.kind !== 'asset' &&
        access.kind !== 'other' &&
        !(described(access) && (access.method === 'GET' || posts.has(access.method)))),
  );
}

/** Where the profile looks first who is signed in: read again whenever that is in doubt. */
export function probeUrl(origin: string): string {
  const parsed = parseProfile(JSON.parse(readFileSync(join(ROOT, 'test/demo-crm/profile.json'), 'utf8')));
  if (!parsed.ok) throw new Error('the profile does not fit its schema');
  const profile: Profile = { ...parsed.profile, crm: { ...parsed.profile.crm, origin: [origin] } };
  const first = listPages(profile, 'BUSINESS_USER')[0];
  return first ? first.request.url.slice(origin.length) : '';
}
