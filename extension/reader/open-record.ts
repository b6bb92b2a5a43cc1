/** How the records of a list's rows are opened where they have no address of their own. */

import { idHoles } from '../../shared/profile/id-holes.ts';
import { wholeAddress } from '../../shared/profile/page-address.ts';
import type { PageRequest, PlannedPage } from '../../shared/profile/raw.ts';
import type { Profile, RecordPage } from '../../shared/profile/schema.ts';
import { findLink } from './next-link.ts';
import { replayForm } from './replay-form.ts';
import type { Row } from './row-cells.ts';
import type { Look } from './signs.ts';

/** The requests that open the records of this page's rows, where the profile says that the list opens them. */
export function opensOf(
  look: Look,
  profile: Profile,
  list: string,
  rows: ReadonlyMap<Row, readonly string[]>,
  base: string,
  charset: string,
): PlannedPage[] {
  return Object.entries(profile.pages).flatMap(([key, page]) => {
    if (page.kind !== 'record' || page.open?.list !== list) return [];
    const { open } = page;
    return [...rows].flatMap(([row, ids]): PlannedPage[] => {
      const [crmId] = ids;
      const first = row.elements[0];
      if (ids.length !== 1 || crmId === undefined || !first) return [];
      const request = requestFor(open, first, crmId, look, base, charset);
      if (request) return [{ page: key, crmId, request }];
      look.problems.push({ code: 'row-opens-nothing', about: [crmId, key] });
      return [];
    });
  });
}

function requestFor(
  open: NonNullable<RecordPage['open']>,
  row: Element,
  crmId: string,
  look: Look,
  base: string,
  charset: string,
): PageRequest | null {
  const link = open.link || !open.submit ? findLink(open.link ?? {}, look, base, row) : { href: '', holes: {} };
  if (!link) return null;
  if (open.submit)
    return replayForm(open.submit, look, base, { ...idHoles(crmId), ...link.holes }, charset, look.url, link.pressed);
  const target = link.holes['url'] ?? link.href;
  const url = wholeAddress(target, base);
  return url === null ? null : { method: 'GET', url };
}
