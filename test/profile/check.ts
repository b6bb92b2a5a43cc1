import { interpretRecord } from '../../shared/interpret/interpret.ts';
import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import type { PageReading, PageState } from '../../shared/profile/raw.ts';
import { sentenceOf } from '../../shared/profile/reader-sentences.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import type { LoadedPage } from './load-page.ts';
import { type View, viewOf } from './view.ts';

/** The fixed form of design §10; `problems` of the page itself is an addition. */
export interface CheckedPage {
  readonly file: string;
  readonly kind: 'list' | 'detail' | 'other';
  readonly objectType: ObjectType | null;
  readonly state: Exclude<PageState, 'unproven'>;
  readonly records: readonly {
    objectType: ObjectType;
    objectId: string;
    fields: object;
    problems: readonly object[];
    /** Of a page of changes: the states that the record had, oldest first. */
    history?: readonly object[];
  }[];
  readonly next: { method: string; url: string; body: string | null } | null;
  readonly problems: readonly { code: string; message: string }[];
}

/** Reads all pages together, in two passes: first what they say about each other, then their values. */
export function checkPages(profile: Profile, pages: readonly LoadedPage[], readAt: string | null): CheckedPage[] {
  const view = viewOf(profile, pages, readAt);
  return pages.map((page) => checkPage(profile, page, view));
}

function checkPage(profile: Profile, page: LoadedPage, view: View): CheckedPage {
  const read = page.readings.filter((reading) => reading.state === 'ok');
  // A record that also proves the viewer's zone is a record all the same.
  const best = read.find((reading) => reading.kind !== 'other') ?? read[0] ?? page.readings[0];
  const problems: { code: string; message: string }[] = page.readings.flatMap((reading) =>
    reading.problems.map((problem) => ({ code: problem.code, message: sentenceOf(problem) })),
  );
  const records = page.readings.flatMap((reading) => {
    const context = view.contextFor(reading);
    return reading.records.flatMap((record) => {
      // A page of changes belongs to a record whose other pages show its role.
      const role = record.changes === undefined ? view.roleOf(record) : true;
      if (role === null)
        problems.push({
          code: 'role-unknown',
          message: `No page tells whether ${record.crmId} is a ${record.objectType}.`,
        });
      if (role !== true) return [];
      const { objectType, objectId, fields, problems: own, history } = interpretRecord([record], context);
      return [{ objectType, objectId, fields, problems: own, ...(history === undefined ? {} : { history }) }];
    });
  });
  const spec = best ? profile.pages[best.page] : undefined;
  const types =
    spec && spec.kind !== 'other'
      ? OBJECT_TYPES.filter((type) => spec.objects[type] || (spec.kind === 'history' && spec.of === type))
      : [];
  // What keeps the last page from being known for the last is a gap of the profile, which the page itself does not show.
  if (best?.kind === 'list' && best.state === 'ok' && best.next === null && !best.endProven)
    problems.push({ code: 'end-not-proven', message: endNotProven(best) });
  return {
    file: page.file,
    kind: kindOf(best),
    objectType: records[0]?.objectType ?? types[0] ?? null,
    // A page that proves nothing gives nothing: to whoever reads this it is as good as blocked, and `problems` says why.
    state: best === undefined || best.state === 'unproven' ? 'blocked' : best.state,
    records,
    next: nextOf(best),
    problems,
  };
}

function endNotProven({ total, records }: PageReading): string {
  const known = total === null ? '' : ` Of ${total} records this page shows ${records.length}.`;
  return `There is no way to a next page, and nothing proves that this is the last.${known} "next" says how the list goes on, "end" what proves its end.`;
}

function kindOf(reading: PageReading | undefined): CheckedPage['kind'] {
  if (reading?.kind === 'list') return 'list';
  return reading?.kind === 'record' ? 'detail' : 'other';
}

function nextOf(reading: PageReading | undefined): CheckedPage['next'] {
  const next = reading?.next;
  if (!next) return null;
  const body = next.form
    ? next.form.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
    : null;
  return { method: next.method, url: next.url, body };
}
