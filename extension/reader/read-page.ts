/** From a page and the profile to raw records: strings as they stand on the page, nothing parsed. Pure, and never throws. */
import { wholeAddress } from '../../shared/profile/page-address.ts';
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import type { ListPage, Page, Profile, TextSource } from '../../shared/profile/schema.ts';
import { stateOf } from './page-state.ts';
import { part } from './parts.ts';
import { NOTHING, type PageData } from './raw-record.ts';
import { type Look, lookAt, outermost } from './signs.ts';
import { readText, type Scope } from './source.ts';

/**
 * Reads one page. `finalUrl` is the address after redirects; `charset` the one in which its bytes were decoded, for forms that go back (a parsed
 * document does not know it). Whatever the page holds, the answer is a reading: a page without proof of
 * login or of being whole is `unproven` and gives no data.
 */
export function readPage(
  document: Document,
  profile: Profile,
  planned: PlannedPage,
  finalUrl: string,
  charset?: string,
): PageReading {
  const look = lookAt(document, finalUrl);
  const page = profile.pages[planned.page];
  const kind = page?.kind === 'history' ? 'record' : (page?.kind ?? 'other');
  let viewer: string | null = null;
  let signs: Record<string, string> = {};
  let reading: PageData = NOTHING;
  try {
    if (!page) look.problems.push({ code: 'page-unknown', about: [`“${planned.page}”`] });
    else {
      const scope = scopeOf(look, page, planned.crmId ?? null);
      const state = stateOf(look, profile, page);
      if (state === 'ok' || state === 'gone' || state === 'denied' || state === 'gone-or-denied') {
        viewer = (profile.session.viewer ?? []).reduce<string | null>(
          (found, source) => found ?? readText(source, anywhere([source], page, scope)),
          null,
        );
      }
      if (state !== 'ok') reading = { ...NOTHING, state };
      else {
        signs = readSigns(profile, page, scope);
        // Where nothing on the page tells a viewer's zone, the profile may name it per viewer.
        if (viewer !== null) signs = { viewer, ...signs };
        if (page.kind === 'list')
          reading = part('lists').readList(
            look,
            profile,
            page,
            planned,
            scope,
            charset ?? planned.request.charset ?? (document.characterSet || 'utf-8').toLowerCase(),
          );
        else if (page.kind === 'record') reading = part('records').readRecord(look, profile, page, planned, scope);
        else if (page.kind === 'history') reading = part('lists').readHistory(look, page, planned, scope);
        else reading = { ...NOTHING, state: 'ok' };
      }
    }
  } catch (failure) {
    reading = NOTHING;
    look.problems.push({
      code: 'reader-failed',
      about: [failure instanceof Error ? failure.message.slice(0, 200) : 'unknown'],
    });
  }
  const remembered = shows(reading) && page?.kind === 'list' ? rememberedState(look, page) : undefined;
  return {
    page: planned.page,
    kind,
    viewer,
    signs,
    problems: look.problems,
    ...reading,
    ...(remembered === undefined ? {} : { remembered }),
  };
}

function shows({ state }: PageData): boolean {
  return state === 'ok' || state === 'empty';
}

/** Where the session keeps a list's page, sort and filter: what they are now. */
function rememberedState(look: Look, { remembers }: ListPage): Record<string, string> | undefined {
  return remembers && part('lists').formValues(look, remembers.form, remembers.params);
}

function scopeOf(look: Look, page: Page, crmId: string | null): Scope {
  const { document } = look;
  const skip = new Set((page.ignore ?? []).flatMap((css) => look.all(document, css)));
  const roots =
    page.within === undefined ? (document.body ? [document.body] : []) : outermost(look.all(document, page.within));
  let base = look.url;
  // By name: a selector would look at every element of the page, most of which have no base.
  const stated = [...document.getElementsByTagName('base')]
    .find((one) => one.hasAttribute('href'))
    ?.getAttribute('href');
  if (stated) base = wholeAddress(stated, look.url) ?? base;
  return { look, base, roots, skip, labels: null, row: null, crmId };
}

/** Signs and the viewer's name stand anywhere on the page, not only where the data is. */
function anywhere(sources: readonly TextSource[], page: Page, scope: Scope): Scope {
  const whole: Scope = { ...scope, roots: [scope.look.document.documentElement] };
  return sources.some(({ label }) => label)
    ? { ...whole, labels: part('records').labelsFor(sources, page, whole) }
    : whole;
}

function readSigns(profile: Profile, page: Page, scope: Scope): Record<string, string> {
  const sources = { ...profile.signs, ...page.signs };
  const whole = anywhere(Object.values(sources), page, scope);
  const signs: Record<string, string> = {};
  for (const [name, source] of Object.entries(sources)) {
    const text = readText(source, whole);
    if (text !== null) signs[name] = text;
  }
  return signs;
}
