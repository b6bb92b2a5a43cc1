/** What kind of answer a page is, judged before any data is taken. */
import type { PageState } from '../../shared/profile/raw.ts';
import type { Page, Profile } from '../../shared/profile/schema.ts';
import { type Look, meetsAny } from './signs.ts';

/**
 * No proof of login, no data. Sentences about a record count only on pages that prove the login, except where they are the whole page.
 */
export function stateOf(look: Look, profile: Profile, page: Page): PageState {
  const { session } = profile;
  const bare = (signs: readonly { only?: string[] | undefined }[] | undefined) =>
    signs?.filter((sign) => sign.only) ?? [];
  for (const [state, signs] of [
    ['gone', page.gone],
    ['denied', page.denied],
    ['gone-or-denied', page.goneOrDenied],
    ['gone', session.gone],
    ['denied', session.denied],
    ['gone-or-denied', session.goneOrDenied],
  ] as const) {
    if (meetsAny(look, bare(signs))) return state;
  }
  if (meetsAny(look, page.blocked) || meetsAny(look, session.blocked)) return 'blocked';
  if (meetsAny(look, page.signedOut) || meetsAny(look, session.signedOut)) return 'signed-out';
  const proof = page.signedIn ?? (page.probe ? undefined : session.signedIn);
  if (proof && !meetsAny(look, proof)) {
    const password = [...look.document.getElementsByTagName('input')].some(
      (input) => input.getAttribute('type')?.toLowerCase() === 'password',
    );
    if (password) return 'signed-out';
    look.problems.push({ code: 'no-proof-of-login', message: 'The page shows no sign of being signed in.' });
    return 'unproven';
  }
  if (page.shows && !meetsAny(look, page.shows)) {
    look.problems.push({
      code: 'not-this-page',
      message: 'The page does not show what the profile says that this page shows.',
    });
    return 'unproven';
  }
  if (meetsAny(look, page.denied) || meetsAny(look, session.denied)) return 'denied';
  if (meetsAny(look, page.gone) || meetsAny(look, session.gone)) return 'gone';
  if (meetsAny(look, page.goneOrDenied) || meetsAny(look, session.goneOrDenied)) return 'gone-or-denied';
  const complete = page.complete ?? (page.probe ? undefined : session.complete);
  if (complete && !meetsAny(look, complete)) {
    look.problems.push({
      code: 'not-whole',
      message: 'The page lacks the sign that it is whole; it may be cut short.',
    });
    return 'unproven';
  }
  return 'ok';
}
