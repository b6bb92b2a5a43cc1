/** From raw records to the reading that travels to the Worker: every value in the exact form that Gong takes, or unread with a problem. */
import { objectIdOf } from '../objects/object-id.ts';
import type { ObjectType } from '../objects/object-type.ts';
import type { RawRecord, RawValue } from '../profile/raw.ts';
import { recordUrl } from '../profile/requests.ts';
import type { FieldSource, Page, Profile } from '../profile/schema.ts';
import type { FieldProblem, FieldValue, Reading } from '../protocol/reading.ts';
import { preparedBeside, preparedField } from './beside.ts';
import { convert, type Outcome, type Prepared } from './convert.ts';
import { formatsOf } from './formats.ts';
import { historyOf } from './history.ts';
import { type FullMeaning, meaningOf, sourceOf } from './meaning.ts';
import { type Lookup, namesFrom, resolveReference } from './references.ts';

export interface InterpretContext {
  readonly profile: Profile;
  /** When the pages were read, an ISO instant. */
  readonly readAt: string;
  /** Signs of this viewer's formats and language, of all pages read for this view. */
  readonly signs: Readonly<Record<string, string>>;
  /** objectIds known by that display name; the name comes with white space folded. */
  readonly lookup: Lookup;
}

/** One field on one page: what was found and what became of it. For `profile explain`. */
export interface FieldTrace {
  readonly field: string;
  readonly page: string;
  readonly source: FieldSource | undefined;
  readonly raw: RawValue;
  readonly meaning: FullMeaning;
  readonly outcome: Outcome;
}

/** What became of each field on each page, in the profile's order. */
export function traceFields(raws: readonly RawRecord[], context: InterpretContext): FieldTrace[] {
  const { profile, readAt } = context;
  const formats = formatsOf(profile, context.signs, readAt);
  return raws.flatMap((record) =>
    Object.entries(record.fields).map(([field, raw]) => {
      const source = sourceOf(profile, record.page, record.objectType, field, raw);
      const meaning: FullMeaning = { ...source, ...meaningOf(profile, record.objectType, field, source) };
      const prepared = preparedField(record, raw, meaning, profile);
      const outcome =
        meaning.as === 'reference'
          ? leadsElsewhere(profile, record, field, source)
            ? NO_REFERENCE
            : resolveReference(raw, prepared, meaning, profile, context.lookup)
          : convert(prepared, meaning, formats, profile, readAt, currencyBeside(record, meaning, profile));
      return { field, page: record.page, source, raw, meaning, outcome };
    }),
  );
}

const NO_REFERENCE: Outcome = { read: true, value: null };

/** What tells two sources of one place apart: everything but the links that they look for in it, and what they make of it. */
function placeOf(source: FieldSource): string {
  const { label, column, columnLink, css, xpath, above, section, within, at, cell, under, row } = source;
  return JSON.stringify([label, column, columnLink, css, xpath, above, section, within, at, cell, under, row]);
}

/**
 * Whether the place of this reference holds a link, but one to another type, which another field reads from the same place: a deal that may
 * belong to an account or to a person then has no account.
 */
function leadsElsewhere(profile: Profile, record: RawRecord, field: string, source: FieldSource | undefined): boolean {
  const raw = record.fields[field];
  if (!source?.ids || raw?.state !== 'value' || (raw.ids ?? []).length > 0) return false;
  return Object.entries(record.fields).some(([other, one]) => {
    if (other === field || one.state !== 'value' || one.ids?.length !== 1 || one.text !== raw.text) return false;
    const beside = sourceOf(profile, record.page, record.objectType, other, one);
    return beside !== undefined && placeOf(beside) === placeOf(source);
  });
}

/** What the field that says the amount's currency holds, on the amount's own page. */
function currencyBeside(record: RawRecord, { currencyFrom }: FullMeaning, profile: Profile): Prepared | undefined {
  return currencyFrom === undefined ? undefined : preparedBeside(record, currencyFrom, profile);
}

/**
 * The reading of ONE record out of all its pieces: list row first, then record pages. A record page's value overrules the list's; two record
 * pages that differ are a problem. A field that no page proves is absent and has a problem.
 *
 * @throws RangeError for no pieces at all
 */
export function interpretRecord(raws: readonly RawRecord[], context: InterpretContext): Reading {
  const [first] = raws;
  if (!first) throw new RangeError('A record has at least one piece');
  const { profile, readAt } = context;
  const { objectType, crmId } = first;
  const fields: Record<string, FieldValue> = {};
  const problems: FieldProblem[] = [];
  const byField = new Map<string, FieldTrace[]>();
  for (const trace of traceFields(raws, context))
    byField.set(trace.field, [...(byField.get(trace.field) ?? []), trace]);
  for (const [field, traces] of byField) {
    if (field.startsWith('_')) continue;
    const outcome = choose(traces, profile);
    if (outcome.read) {
      if (outcome.value !== null || field !== 'modifiedDate') fields[field] = outcome.value;
    } else problems.push({ code: outcome.code, field, message: outcome.message });
  }
  mergeDomains(byField, fields);
  const changes = historyOf(raws, fields, context);
  problems.push(...changes.problems);
  const pageUrl = recordUrl(profile, objectType, crmId);
  if (pageUrl !== null && !Object.hasOwn(fields, 'url')) fields['url'] = pageUrl;
  const prefix = prefixOf(profile, raws, objectType);
  const objectId = objectIdOf(objectType, crmId, prefix);
  return {
    objectType,
    objectId,
    ...(objectId === crmId ? {} : { crmId }),
    presence: 'present',
    fields,
    problems: problems.slice(0, 200),
    ...(changes.history.length === 0 ? {} : { history: changes.history }),
    ...(pageUrl === null ? {} : { pageUrl }),
    readAt,
  };
}

/** The prefix of the source that the record comes from. */
function prefixOf(profile: Profile, raws: readonly RawRecord[], type: ObjectType): string | undefined {
  for (const record of raws) {
    const page = profile.pages[record.page];
    const prefix = page && prefixOn(page, type);
    if (prefix !== undefined) return prefix;
  }
  return undefined;
}

/** The objectId of a record of this page, for when only its id is known (gone, denied). */
export function objectIdOn(profile: Profile, page: string, type: ObjectType, crmId: string): string {
  const spec = profile.pages[page];
  return objectIdOf(type, crmId, spec && prefixOn(spec, type));
}

function prefixOn(page: Page, type: ObjectType): string | undefined {
  if (page.kind === 'other') return undefined;
  return page.kind === 'history' ? page.prefix : page.objects[type]?.prefix;
}

function choose(traces: readonly FieldTrace[], profile: Profile): Outcome {
  const isList = (trace: FieldTrace) => profile.pages[trace.page]?.kind === 'list';
  const records = traces.filter((trace) => !isList(trace));
  const proven = records.filter((trace) => trace.outcome.read);
  const [best] = proven;
  if (best) {
    if (proven.some((trace) => JSON.stringify(trace.outcome) !== JSON.stringify(best.outcome))) {
      return {
        read: false,
        code: 'pages-differ',
        message: `The record’s pages ${proven.map((trace) => trace.page).join(' and ')} show different values.`,
      };
    }
    return best.outcome;
  }
  const doubtful = records.find((trace) => trace.raw.state !== 'unread' || trace.raw.code !== 'not-on-page');
  const listed = traces.find((trace) => isList(trace) && trace.outcome.read);
  // What the record page shows but cannot be proven is not made good by the list's shorter form of it, unless that is proven itself.
  return (
    listed?.outcome ??
    doubtful?.outcome ??
    records[0]?.outcome ??
    traces[0]?.outcome ?? { read: false, code: 'not-on-page', message: 'No page has the field.' }
  );
}

/** Domains out of several fields: `alsoFrom` names those whose domains belong to the same list. */
function mergeDomains(byField: ReadonlyMap<string, readonly FieldTrace[]>, fields: Record<string, FieldValue>): void {
  for (const [field, traces] of byField) {
    const others = traces[0]?.meaning.as === 'domains' ? (traces[0].meaning.alsoFrom ?? []) : [];
    if (others.length === 0 || !Object.hasOwn(fields, field)) continue;
    const all = [
      fields[field],
      ...others.flatMap((other) =>
        (byField.get(other) ?? []).flatMap((trace) => (trace.outcome.read ? [trace.outcome.value] : [])),
      ),
    ];
    const domains = [...new Set(all.flatMap((value) => (Array.isArray(value) ? value : [])))];
    fields[field] = domains.length > 0 || fields[field] !== null ? domains : null;
  }
}

const DEFAULT_ALIASES: Partial<Record<ObjectType, readonly string[]>> = { STAGE: ['{name}'], ACCOUNT: ['{name}'] };

/** Names by which other records refer to this one, white space folded; built from its texts, never from values that are in doubt. */
export function aliasesOf(profile: Profile, raws: readonly RawRecord[]): string[] {
  const [first] = raws;
  if (!first) return [];
  const templates = profile.objects[first.objectType]?.aliases ?? DEFAULT_ALIASES[first.objectType] ?? [];
  if (templates.length === 0) return [];
  const texts: Record<string, string> = { id: first.crmId };
  for (const record of raws) {
    for (const [field, raw] of Object.entries(record.fields)) {
      const source = sourceOf(profile, record.page, record.objectType, field, raw);
      const meaning = { ...source, ...meaningOf(profile, record.objectType, field, source) };
      const prepared = preparedField(record, raw, meaning, profile);
      if (prepared.state === 'text') texts[field] = prepared.text;
    }
  }
  return namesFrom(templates, texts);
}

/** The readings of what the profile itself states: stages or users that no page shows to reps. */
export function constantReadings(profile: Profile, readAt: string): Reading[] {
  return Object.entries(profile.objects).flatMap(([type, object]) =>
    (object?.constants ?? []).map((constant): Reading => {
      const objectType = type as ObjectType;
      const objectId = objectIdOf(objectType, constant.id);
      return {
        objectType,
        objectId,
        ...(objectId === constant.id ? {} : { crmId: constant.id }),
        presence: 'present',
        fields: { ...constant.fields },
        problems: [],
        readAt,
      };
    }),
  );
}

/**
 * Whether these pieces are a record of their type: false when a page shows that the profile's `when` does not hold; null when no page
 * shows the deciding field, so that nothing may be sent of it yet.
 */
export function hasRole(raws: readonly RawRecord[]): boolean | null {
  if (raws.some((record) => record.role === 'unmet')) return false;
  return raws.some((record) => record.role === undefined) ? true : null;
}

function isConstant(profile: Profile, id: string): boolean {
  return profile.objects.BUSINESS_USER?.constants?.some((constant) => constant.id === id) ?? false;
}

/** Users that follow from logins in references, where the profile has a rule from login to address and nobody else is known by that text. */
export function impliedUsers(
  profile: Profile,
  raws: readonly RawRecord[],
  { readAt, lookup }: Pick<InterpretContext, 'readAt' | 'lookup'>,
): Reading[] {
  const rule = profile.objects.BUSINESS_USER?.emailFromLogin;
  if (rule === undefined) return [];
  const logins = new Set<string>();
  for (const record of raws) {
    for (const [field, raw] of Object.entries(record.fields)) {
      const source = sourceOf(profile, record.page, record.objectType, field, raw);
      const meaning: FullMeaning = { ...source, ...meaningOf(profile, record.objectType, field, source) };
      if (meaning.as !== 'reference' || meaning.refersTo !== 'BUSINESS_USER') continue;
      const prepared = preparedField(record, raw, meaning, profile);
      if (prepared.state !== 'text' || /\s/.test(prepared.text)) continue;
      const outcome = resolveReference(raw, prepared, meaning, profile, lookup);
      const byRule = outcome.read && outcome.value === objectIdOf('BUSINESS_USER', prepared.text);
      if (byRule && !isConstant(profile, prepared.text)) logins.add(prepared.text);
    }
  }
  return [...logins].map((login): Reading => {
    const objectId = objectIdOf('BUSINESS_USER', login);
    return {
      objectType: 'BUSINESS_USER',
      objectId,
      ...(objectId === login ? {} : { crmId: login }),
      presence: 'present',
      fields: { emailAddress: rule.replaceAll('{login}', login) },
      problems: [],
      readAt,
    };
  });
}
