/** What kind of answer a page is, judged before any data is taken. */
import type { PageState } from '../../shared/profile/raw.ts';
import type { Page, Profile } from '../../shared/profile/schema.ts';
import { typeOf } from './nodes.ts';
import { type Look, meetsAny } from './signs.ts';

/** What a page may say instead of showing the record, and where the profile keeps the signs of it. */
const INSTEAD = [
  ['denied', 'denied'],
  ['gone', 'gone'],
  ['gone-or-denied', 'goneOrDenied'],
] as const;

/**
 * No proof of login, no data. Sentences about a record count only on pages that prove the login, except where they are the whole page.
 */
export function stateOf(look: Look, profile: Profile, page: Page): PageState {
  const { session } = profile;
  const unproven = (code: string): PageState => {
    look.problems.push({ code });
    return 'unproven';
  };
  const shows = (key: 'blocked' | 'signedOut' | 'denied' | 'gone' | 'goneOrDenied') =>
    meetsAny(look, page[key]) || meetsAny(look, session[key]);
  for (const holder of [page, session])
    for (const [state, key] of INSTEAD)
      if (
        meetsAny(
          look,
          holder[key]?.filter((sign) => sign.only),
        )
      )
        return state;
  if (shows('blocked')) return 'blocked';
  if (shows('signedOut')) return 'signed-out';
  const ofSession = page.probe ? undefined : session;
  const proof = page.signedIn ?? ofSession?.signedIn;
  if (proof && !meetsAny(look, proof)) {
    const asksPassword = [...look.document.getElementsByTagName('input')].some((input) => typeOf(input) === 'password');
    if (asksPassword) return 'signed-out';
    return unproven('no-proof-of-login');
  }
  if (page.shows && !meetsAny(look, page.shows)) return unproven('not-this-page');
  for (const [state, key] of INSTEAD) if (shows(key)) return state;
  const complete = page.complete ?? ofSession?.complete;
  if (complete && !meetsAny(look, complete)) return unproven('not-whole');
  return 'ok';
}
