/** From a page and the profile to raw records: strings as they stand on the page, nothing parsed. Pure, and never throws. */

import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import { addressOf, matchAddress } from '../../shared/profile/page-address.ts';
import type {
  PageReading,
  PageState,
  PlannedPage,
  RawRecord,
  RawValue,
  ReadingProblem,
} from '../../shared/profile/raw.ts';
import { absolute, plainUrl, recordUrl } from '../../shared/profile/requests.ts';
import type { IdRule, ListPage, Page, PageObject, Profile, RecordPage, When } from '../../shared/profile/schema.ts';
import { matchTemplate } from '../../shared/profile/template.ts';
import { idsIn } from './ids.ts';
import { indexLabels } from './labels.ts';
import { nextPage, readCounter, replayForm } from './next.ts';
import { findRows, type Row, rowIds } from './rows.ts';
import { type Look, lookAt, meetsAny } from './signs.ts';
import { readField, readText, type Scope } from './source.ts';
import { fold } from './text.ts';

interface Reading {
  state: PageState;
  records: RawRecord[];
  next: PageReading['next'];
  endProven: boolean;
  total: number | null;
}

const NOTHING: Reading = { state: 'unproven', records: [], next: null, endProven: false, total: null };

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
  const kind = page?.kind ?? 'other';
  let viewer: string | null = null;
  let signs: Record<string, string> = {};
  let reading: Reading = NOTHING;
  try {
    if (!page) look.problems.push({ code: 'page-unknown', message: `The profile has no page “${planned.page}”.` });
    else {
      const scope = scopeOf(look, page, planned.crmId ?? null);
      const state = stateOf(look, profile, page);
      if (state === 'ok' || state === 'gone' || state === 'denied' || state === 'gone-or-denied') {
        viewer = (profile.session.viewer ?? []).reduce<string | null>(
          (found, source) => found ?? readText(source, { ...scope, roots: [document.documentElement] }),
          null,
        );
      }
      if (state !== 'ok') reading = { ...NOTHING, state };
      else {
        signs = readSigns(profile, page, { ...scope, roots: [document.documentElement], labels: null });
        if (page.kind === 'list')
          reading = readList(
            look,
            profile,
            page,
            planned,
            scope,
            charset ?? planned.request.charset ?? (document.characterSet || 'utf-8').toLowerCase(),
          );
        else if (page.kind === 'record') reading = readRecord(look, profile, page, planned, scope);
        else reading = { ...NOTHING, state: 'ok' };
      }
    }
  } catch (failure) {
    reading = NOTHING;
    look.problems.push({
      code: 'reader-failed',
      message: `The page could not be read: ${failure instanceof Error ? failure.message.slice(0, 200) : 'unknown'}.`,
    });
  }
  return { page: planned.page, kind, viewer, signs, problems: look.problems, ...reading };
}

function scopeOf(look: Look, page: Page, crmId: string | null): Scope {
  const { document } = look;
  const skip = new Set((page.ignore ?? []).flatMap((css) => look.all(document, css)));
  const roots = page.within === undefined ? (document.body ? [document.body] : []) : look.all(document, page.within);
  let base = look.url;
  const stated = document.querySelector('base[href]')?.getAttribute('href');
  if (stated) base = addressOf(stated, look.url) ? new URL(stated, look.url).href : base;
  return { look, base, roots, skip, labels: null, row: null, crmId };
}

/** What kind of answer this is, before any data is taken. */
function stateOf(look: Look, profile: Profile, page: Page): PageState {
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

function readSigns(profile: Profile, page: Page, scope: Scope): Record<string, string> {
  const signs: Record<string, string> = {};
  for (const [name, source] of Object.entries({ ...profile.signs, ...page.signs })) {
    const text = readText(source, scope);
    if (text !== null) signs[name] = text;
  }
  return signs;
}

function readList(
  look: Look,
  profile: Profile,
  page: ListPage,
  planned: PlannedPage,
  scope: Scope,
  charset: string,
): Reading {
  const { before } = page;
  if (before && !meetsAny(look, before.unless)) {
    const next =
      planned.request.method === 'POST' ? null : replayForm(before.submit, look, scope.base, {}, charset, look.url);
    if (!next)
      look.problems.push({ code: 'list-not-asked', message: 'The list does not show that its search was run.' });
    return next ? { state: 'ok', records: [], next, endProven: false, total: null } : NOTHING;
  }
  const { rows, found, problem } = findRows(page, look, scope.roots, scope.skip);
  if (problem !== undefined) {
    look.problems.push({ code: 'ambiguous-list', message: problem });
    return NOTHING;
  }
  const records: RawRecord[] = [];
  const shared = new Map<Row, string[]>();
  let doubtful = 0;
  for (const type of OBJECT_TYPES) {
    const object = page.objects[type];
    if (!object) continue;
    const merged = new Map<string, RawRecord>();
    for (const row of rows) {
      const rules = object.id ?? page.id ?? [];
      let ids = object.id ? undefined : shared.get(row);
      if (!ids) {
        ids = rowIds(row, rules, look);
        if (!object.id) shared.set(row, ids);
      }
      const crmId = ids[0];
      if (crmId === undefined) continue;
      if (ids.length > 1) {
        doubtful++;
        continue;
      }
      const fields = readFields(object, { ...scope, row, crmId });
      const role = roleOf(object.when, fields);
      if (role === 'unmet') continue;
      const earlier = merged.get(crmId);
      merged.set(
        crmId,
        earlier ? mergeRecords(earlier, fields) : rawRecord(profile, planned.page, type, crmId, fields, role),
      );
    }
    records.push(...merged.values());
  }
  if (doubtful > 0)
    look.problems.push({
      code: 'several-ids',
      message: `${doubtful} rows hold several ids; "path", "has" or "css" of the id must say which is meant.`,
    });
  const distinct = new Set([...shared.values()].flat()).size || new Set(records.map((record) => record.crmId)).size;
  const counter = readCounter(page, look);
  const total = counter?.total ?? null;
  const paging = nextPage(page, look, scope.base, planned.request, distinct, counter, charset);
  if (paging.problem !== undefined) look.problems.push({ code: 'next-page', message: paging.problem });
  if (distinct === 0 && doubtful === 0) {
    if (meetsAny(look, page.empty) || (total === 0 && found))
      return { state: 'empty', records, next: null, endProven: true, total };
    // A page beyond the last one, reached by counting, has its table and no rows.
    if (found && page.next.param && !isFirst(page, planned))
      return { state: 'empty', records, next: null, endProven: true, total };
    look.problems.push({
      code: 'list-not-found',
      message: found
        ? 'The list shows no row with an id, and no sign that it is empty.'
        : 'The page does not hold the list that the profile describes.',
    });
    return NOTHING;
  }
  return {
    state: 'ok',
    records,
    next: paging.next,
    endProven: paging.next === null && paging.endProven && doubtful === 0,
    total,
  };
}

function isFirst(page: ListPage, planned: PlannedPage): boolean {
  const param = page.next.param;
  if (!param) return true;
  const stated =
    planned.request.form?.find(([name]) => name === param.name)?.[1] ??
    addressOf(planned.request.url)?.query.find(([name]) => name === param.name)?.[1];
  return stated === undefined || Number(stated) <= param.first;
}

function readFields(object: PageObject, scope: Scope): Record<string, RawValue> {
  const fields: Record<string, RawValue> = {};
  for (const [name, sources] of Object.entries(object.fields)) fields[name] = readField(sources, scope);
  return fields;
}

function rawRecord(
  profile: Profile,
  page: string,
  type: ObjectType,
  crmId: string,
  fields: Readonly<Record<string, RawValue>>,
  role: 'unmet' | 'unknown' | null,
): RawRecord {
  const problems: ReadingProblem[] = [];
  for (const [field, value] of Object.entries(fields))
    if (value.state === 'unread') problems.push({ code: value.code, field, message: value.message });
  return {
    objectType: type,
    page,
    crmId,
    url: recordUrl(profile, type, crmId),
    fields,
    problems,
    ...(role === null ? {} : { role }),
  };
}

/** Rows with one id are one record: a join doubles rows. Where they differ in a field, that field is unread. */
function mergeRecords(earlier: RawRecord, fields: Readonly<Record<string, RawValue>>): RawRecord {
  const merged: Record<string, RawValue> = { ...earlier.fields };
  const problems = [...earlier.problems];
  for (const [name, value] of Object.entries(fields)) {
    if (JSON.stringify(merged[name]) === JSON.stringify(value) || merged[name]?.state === 'unread') continue;
    const message = 'Several rows of this record show different values.';
    merged[name] = { state: 'unread', code: 'rows-differ', message };
    problems.push({ code: 'rows-differ', field: name, message });
  }
  return { ...earlier, fields: merged, problems };
}

/** Whether the record is of this object type: null = yes. */
function roleOf(
  when: readonly When[] | undefined,
  fields: Readonly<Record<string, RawValue>>,
): 'unmet' | 'unknown' | null {
  let unknown = false;
  for (const one of when ?? []) {
    const value = fields[one.field];
    if (!value || value.state === 'unread') {
      unknown = true;
      continue;
    }
    const text = value.state === 'empty' ? '' : fold(value.text).toLowerCase();
    const has = (words: readonly string[]) => words.some((word) => fold(word).toLowerCase() === text);
    const met = one.is
      ? has(one.is)
      : one.isNot
        ? !has(one.isNot)
        : one.like !== undefined && matchTemplate(one.like.toLowerCase(), text) !== null;
    if (!met) return 'unmet';
  }
  return unknown ? 'unknown' : null;
}

function readRecord(look: Look, profile: Profile, page: RecordPage, planned: PlannedPage, scope: Scope): Reading {
  const crmId = planned.crmId;
  if (crmId === undefined) {
    look.problems.push({ code: 'no-id', message: 'It is not known which record was asked for.' });
    return NOTHING;
  }
  const other = otherId(look, profile, page, crmId);
  if (other !== null) {
    look.problems.push({ code: 'moved', message: `The page shows the record “${other}”, not “${crmId}”.` });
    return NOTHING;
  }
  const sources = Object.values(page.objects).flatMap((object) => Object.values(object?.fields ?? {}).flat());
  const labels = sources.filter((source) => source.at !== 'inside').flatMap((source) => source.label ?? []);
  const inside = sources.filter((source) => source.at === 'inside').flatMap((source) => source.label ?? []);
  const show = new Set((page.show ?? []).flatMap((css) => look.all(look.document, css)));
  const index =
    labels.length + inside.length === 0
      ? null
      : indexLabels(
          scope.roots,
          [...labels, ...(page.labels ?? [])],
          inside,
          sources.flatMap((source) => source.section ?? []),
          scope.skip,
          show,
        );
  const here: Scope = { ...scope, labels: index };
  const records: RawRecord[] = [];
  for (const type of OBJECT_TYPES) {
    const object = page.objects[type];
    if (!object) continue;
    const fields = readFields(object, here);
    records.push(rawRecord(profile, planned.page, type, crmId, fields, roleOf(object.when, fields)));
  }
  const mandatory = page.mandatory;
  const labelled = Object.values(page.objects).flatMap((object) =>
    Object.values(object?.fields ?? {}).filter((list) => list.some((source) => source.label)),
  );
  const there = labelled.filter((list) =>
    list.some((source) => source.label?.some((label) => (index?.find(label, source.at === 'inside').length ?? 0) > 0)),
  );
  const enough = labelled.length === 0 || there.length / labelled.length >= page.confirm;
  const filled = records.some((record) =>
    Object.entries(record.fields).some(
      ([name, value]) =>
        (mandatory ? mandatory.includes(name) : isOwn(page, record.objectType, name)) && value.state === 'value',
    ),
  );
  if (!enough || !filled) {
    if (enough && page.emptyTemplate !== undefined) return { ...NOTHING, state: page.emptyTemplate };
    look.problems.push({
      code: 'record-not-found',
      message: enough
        ? `The page shows no value for ${mandatory ? mandatory.join(' or ') : 'any field'}.`
        : `Only ${there.length} of ${labelled.length} labels are on the page.`,
    });
    return NOTHING;
  }
  return { state: 'ok', records, next: null, endProven: false, total: null };
}

/** Whether a field says something about the page: constants and the id itself do not. */
function isOwn(page: RecordPage, type: ObjectType, name: string): boolean {
  return (
    page.objects[type]?.fields[name]?.some(
      (source) => source.constant === undefined && !source.id && source.url === undefined,
    ) ?? false
  );
}

/** The id that the page or its final address names when it is another than the one asked for. */
function otherId(look: Look, profile: Profile, page: RecordPage, crmId: string): string | null {
  const plain = plainUrl(profile, look.url);
  for (const pattern of [page.url, ...(page.alsoAt ?? [])]) {
    const found = matchAddress(absolute(profile, pattern), plain)?.['id'];
    if (found !== undefined && found !== crmId) return found;
    if (found !== undefined) break;
  }
  const rules: readonly IdRule[] = page.id ?? [];
  if (rules.length === 0) return null;
  const ids = idsIn(look.document, rules, look);
  return ids.length > 0 && !ids.includes(crmId) ? (ids[0] ?? null) : null;
}
