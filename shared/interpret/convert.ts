import { foldLabel } from '../profile/fold.ts';
import type { RawValue } from '../profile/raw.ts';
import { sentenceOf } from '../profile/reader-sentences.ts';
import type { Profile } from '../profile/schema.ts';
import { matchTemplate } from '../profile/template.ts';
import type { FieldValue } from '../protocol/reading.ts';
import { type DateOptions, parseDate } from '../values/dates.ts';
import { parseDomains } from '../values/domains.ts';
import { parseEmail } from '../values/email.ts';
import { parseMoney } from '../values/money.ts';
import { type NumberOptions, parseInteger, parseNumber, parsePercent } from '../values/numbers.ts';
import { parsePhone } from '../values/phone.ts';
import { holesOf, takeApart } from '../values/template.ts';
import {
  decodeEntities,
  decodeNumericEntities,
  foldSpaces,
  lineOf,
  normaliseText,
  stripTexts,
  textState,
} from '../values/text.ts';
import { parseUrl } from '../values/url.ts';
import { parseBoolean, parseListed, parsePicklist } from '../values/words.ts';
import type { Formats } from './formats.ts';
import type { FullMeaning } from './meaning.ts';

/** What became of a field: a final value (`null` = the CRM shows it empty), or unread with the reason. */
export type Outcome =
  | { readonly read: true; readonly value: FieldValue }
  | { readonly read: false; readonly code: string; readonly message: string };

/** The text that is meant, before it is converted. */
export type Prepared =
  | { readonly state: 'text'; readonly text: string; readonly unit?: string }
  | { readonly state: 'empty' }
  | { readonly state: 'unread'; readonly code: string; readonly message: string };

function refused(code: string, message: string): Outcome {
  return { read: false, code, message };
}

/** Markers, strips, lines, templates: from what stands in the cell to the text that is the value. */
export function prepareText(raw: RawValue, meaning: FullMeaning, profile: Profile): Prepared {
  if (raw.state === 'unread') return { state: 'unread', code: raw.code, message: sentenceOf(raw) };
  if (raw.state === 'empty') return { state: 'empty' };
  const markers = {
    // A record that is called “N/A” has a name; only what the field itself states empties it.
    empty: [...(meaning.isName ? [] : profile.emptyMarkers), ...(meaning.emptyMarkers ?? [])],
    masked: [...profile.maskedMarkers, ...(meaning.maskedMarkers ?? [])],
  };
  const judge = (text: string): Prepared | null => {
    const state = textState(text, markers);
    if (state === 'empty') return { state: 'empty' };
    if (state === 'masked')
      return { state: 'unread', code: 'text-masked', message: 'The CRM hides the value from this viewer.' };
    if (state === 'broken')
      return { state: 'unread', code: 'text-broken', message: 'The text holds characters that were lost in decoding.' };
    return null;
  };
  const everywhere = meaning.decodeEntities === 'all';
  let text = everywhere
    ? decodeEntities(raw.text)
    : meaning.decodeEntities
      ? decodeNumericEntities(raw.text)
      : raw.text;
  // A bare `&` or `<` shows that this value was not escaped twice. Or, where only numbers are decoded, `&amp;`: typed so, or escaped once more?
  const doubtful = everywhere
    ? /[<>]|&(?!(?:[a-z]{2,8}|#\d{1,7}|#x[\da-f]{1,6});)/i.test(raw.text)
    : meaning.decodeEntities && /&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[\da-f]+);/i.test(text);
  if (doubtful) {
    return {
      state: 'unread',
      code: 'text-entities',
      message: 'The text holds entities such as &amp; that may have been escaped twice.',
    };
  }
  let judged = judge(text);
  if (judged) return judged;
  if (meaning.strip) text = stripTexts(text, meaning.strip);
  for (const start of meaning.stripStart ?? []) {
    if (text.startsWith(start) && /\s/.test(text.charAt(start.length))) {
      text = text.slice(start.length).trim();
      break;
    }
  }
  if (meaning.line !== undefined) {
    const line = lineOf(text, meaning.line);
    if (!line.ok)
      return line.code === 'line-missing' && meaning.whenEmpty !== undefined
        ? { state: 'empty' }
        : { state: 'unread', code: line.code, message: line.message };
    text = line.value;
  }
  if (meaning.templates) {
    const hole =
      meaning.hole ??
      (meaning.templates.some((one) => holesOf(one).includes('value'))
        ? 'value'
        : (holesOf(meaning.templates[0] ?? '')[0] ?? 'value'));
    const found = takeApart(text, meaning.templates);
    if (!found.ok) return { state: 'unread', code: found.code, message: found.message };
    // A template without the hole says that the value is not there: "{start} -" is a start without an end.
    const content = Object.hasOwn(found.value, hole) ? found.value[hole] : undefined;
    if (content === undefined) return { state: 'empty' };
    text = content;
  }
  judged = judge(text);
  if (judged) return judged;
  const unit = meaning.unit ?? unitOf(raw.label, meaning);
  if (unit === null)
    return {
      state: 'unread',
      code: 'unit-unknown',
      message: `The label “${raw.label ?? ''}” does not show its unit where the profile says that it stands.`,
    };
  return { state: 'text', text, ...(unit === undefined ? {} : { unit }) };
}

/**
 * The unit in the label: what the hole `unit` of the label's template holds there, compared as the reader compares labels; null where a template
 * with this hole found the label and yet does not fit it.
 */
function unitOf(
  label: string | undefined,
  meaning: FullMeaning & { label?: readonly string[] | undefined; column?: readonly string[] | undefined },
): string | undefined | null {
  const patterns = [...(meaning.label ?? []), ...(meaning.column ?? [])];
  const holding = patterns.filter((pattern) => pattern.includes('{unit'));
  if (label === undefined || holding.length === 0) return undefined;
  const folded = foldLabel(label);
  for (const pattern of holding) {
    const unit = matchTemplate(foldLabel(pattern), folded)?.['unit'];
    // Its letters as they stand in the label: a unit may be told from another by them.
    if (unit !== undefined) return lettersOf(unit, label);
  }
  return patterns.some((pattern) => !pattern.includes('{unit') && foldLabel(pattern) === folded) ? undefined : null;
}

function lettersOf(unit: string, label: string): string {
  const plain = foldSpaces(label).normalize('NFKC');
  const at = plain.toLowerCase().lastIndexOf(unit);
  return at < 0 ? unit : plain.slice(at, at + unit.length);
}

/**
 * From the text to the exact form that Gong takes.
 *
 * @param beside what the field named by `currencyFrom` holds
 */
export function convert(
  prepared: Prepared,
  meaning: FullMeaning,
  formats: Formats,
  profile: Profile,
  readAt: string,
  beside?: Prepared,
): Outcome {
  if (prepared.state === 'unread') return refused(prepared.code, prepared.message);
  if (prepared.state === 'empty') return empty(meaning);
  const { text } = prepared;
  switch (meaning.as) {
    case 'text':
      // Two lines may be two things, a name and what stands below it.
      return !meaning.stated && text.trim().includes('\n')
        ? refused(
            'several-lines',
            `The value has several lines: “${text
              .trim()
              .replace(/\s*\n\s*/g, ' / ')
              .slice(0, 80)}”.`,
          )
        : { read: true, value: normaliseText(text) };
    case 'lines':
      return { read: true, value: normaliseText(text, 'many') };
    case 'date':
    case 'datetime': {
      const date = outcome(parseDate(text, dateOptions(meaning.as, meaning, formats, readAt)));
      if (date.read || date.code !== 'date-zone-unknown' || formats.unknownZone === undefined) return date;
      return refused(
        date.code,
        `The page says “${formats.unknownZone}” of the zone, which proves none of the profile’s zones.`,
      );
    }
    case 'number':
    case 'integer':
    case 'percent':
    case 'money':
      return amount(text, prepared.unit, meaning, formats, profile, beside);
    case 'boolean':
      return boolean(text, meaning, formats);
    case 'picklist':
    case 'dealStatus':
      return word(text, meaning, formats);
    case 'email':
      return outcome(parseEmail(meaning.separators ? splitAt(text, meaning.separators).join('\n') : text));
    case 'phone':
      return outcome(parsePhone(text, meaning.keep === undefined ? {} : { keep: meaning.keep }));
    case 'url':
      return outcome(
        parseUrl(text, {
          base: new URL(profile.crm.base ?? '/', profile.crm.origin[0]).href,
          strip: profile.crm.sessionParams ?? [],
        }),
      );
    case 'domains': {
      const found = parseDomains(meaning.separators ? splitAt(text, meaning.separators) : [text]);
      if (!found.ok) return outcome(found);
      const hosts = new Set(profile.crm.publicMailHosts ?? []);
      return { read: true, value: found.value.filter((domain) => !hosts.has(domain)) };
    }
    case 'reference':
      return refused('reference', 'A reference is resolved apart.');
  }
}

function splitAt(text: string, separators: readonly string[]): string[] {
  return separators
    .reduce<string[]>((parts, separator) => parts.flatMap((part) => part.split(separator)), [text])
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function empty(meaning: FullMeaning): Outcome {
  switch (meaning.whenEmpty) {
    case 'zero':
      return { read: true, value: 0 };
    case 'false':
      return { read: true, value: false };
    case 'unread':
      return refused('text-empty', 'The CRM shows nothing here, which says nothing.');
    default:
      return { read: true, value: null };
  }
}

function outcome(
  result:
    | { readonly ok: true; readonly value: FieldValue }
    | { readonly ok: false; readonly code: string; readonly message: string },
): Outcome {
  return result.ok ? { read: true, value: result.value } : refused(result.code, result.message);
}

const optionsByKey = new Map<string, DateOptions>();

/** One object per kind of column: the parser keeps what it prepared by identity. */
export function dateOptions(
  as: 'date' | 'datetime',
  meaning: FullMeaning,
  formats: Formats,
  readAt: string,
): DateOptions {
  const zone = meaning.timeZone === 'floating' ? undefined : (meaning.timeZone ?? formats.zone);
  const words = Object.entries(formats.relativeDays ?? {});
  const days = (day: number) => words.filter(([, far]) => far === day).map(([one]) => one);
  const options: DateOptions = {
    as,
    // Two moments are shown alike when the clock is put back; either would be a guess.
    overlap: 'refuse',
    formats: meaning.dateFormats ?? formats.dateFormats,
    ...(formats.language === undefined ? {} : { languages: [formats.language] }),
    ...(formats.pivot === undefined ? {} : { pivot: formats.pivot }),
    ...(zone === undefined ? {} : { zone }),
    ...(meaning.dateOnly === undefined ? {} : { dateOnly: meaning.dateOnly }),
    ...(words.length === 0
      ? {}
      : { relative: { now: readAt, today: days(0), yesterday: days(-1), tomorrow: days(1) } }),
  };
  const key = JSON.stringify(options);
  const kept = optionsByKey.get(key);
  if (kept) return kept;
  if (optionsByKey.size > 300) optionsByKey.clear();
  optionsByKey.set(key, options);
  return options;
}

function amount(
  text: string,
  unit: string | undefined,
  meaning: FullMeaning,
  formats: Formats,
  profile: Profile,
  beside: Prepared | undefined,
): Outcome {
  const decimal = meaning.decimal ?? formats.decimal;
  const group = meaning.group ?? formats.group;
  const stated = unit === undefined ? undefined : unitStated(profile, unit);
  const scale = (meaning.multiply ?? 1) * (stated?.multiply ?? 1);
  // Digits alone mean the same under every format.
  if (decimal === undefined && !/^[^\d]*\d+[^\d.,'’\s]*$/.test(text.trim())) {
    return refused('number-format-unknown', 'It is not known how this viewer’s numbers are written.');
  }
  const options: NumberOptions = {
    decimal: decimal ?? '.',
    group: group ?? '',
    ...(scale === 1 ? {} : { scale }),
    ...(meaning.maxDecimals === undefined ? {} : { maxDecimals: meaning.maxDecimals }),
    ...(meaning.multipliers === undefined ? {} : { multipliers: meaning.multipliers }),
  };
  if (meaning.as === 'number') return outcome(parseNumber(text, options));
  if (meaning.as === 'integer') return outcome(parseInteger(text, options));
  if (meaning.as === 'percent')
    return outcome(parsePercent(text, { ...options, ...(meaning.fraction ? { fraction: true } : {}) }));
  const currency = profile.crm.currency ?? meaning.currency;
  if (currency === undefined) return refused('currency-unknown', 'The profile does not name the company currency.');
  // An amount whose own currency is not shown may be in any: the company's would be a guess.
  if (beside && beside.state !== 'text')
    return refused('currency-unknown', `The field “${meaning.currencyFrom}” does not show the amount’s currency.`);
  const mark =
    stated?.currency ??
    (unit !== undefined && stated === undefined ? unit : undefined) ??
    (meaning.currency !== currency ? meaning.currency : undefined);
  return outcome(
    parseMoney(text, {
      ...options,
      currency,
      marks: profile.currencyMarks,
      rates: profile.rates,
      ...(mark === undefined ? {} : { labelMark: mark }),
      ...(beside === undefined ? {} : { besideMark: beside.text }),
    }),
  );
}

/** What the profile says of the unit; spelt in other letters or widths it is the same, where that leaves one. */
function unitStated(profile: Profile, unit: string): Profile['units'][string] | undefined {
  if (Object.hasOwn(profile.units, unit)) return profile.units[unit];
  const same = Object.keys(profile.units).filter((one) => foldLabel(one) === foldLabel(unit));
  return same.length === 1 ? profile.units[same[0] ?? ''] : undefined;
}

const TRUE_WORDS = ['true', 'yes', '1'];
const FALSE_WORDS = ['false', 'no', '0'];

function boolean(text: string, meaning: FullMeaning, formats: Formats): Outcome {
  const words = meaning.booleans ?? formats.booleans;
  // `true` and `false` are what the reader makes of checkboxes.
  return outcome(
    parseBoolean(
      text,
      words ? { yes: ['true', ...words.yes], no: ['false', ...words.no] } : { yes: TRUE_WORDS, no: FALSE_WORDS },
    ),
  );
}

const STATUS = { OPEN: 'OPEN', WON: 'WON', LOST: 'LOST' };

/** The map of the viewer's language before the general one. An unknown word is a problem. */
function word(text: string, meaning: FullMeaning, formats: Formats): Outcome {
  const byLanguage =
    formats.language === undefined
      ? undefined
      : (meaning.mapByLanguage?.[formats.language] ?? meaning.mapByLanguage?.[formats.language.split('-', 1)[0] ?? '']);
  const map: Record<string, string | number | boolean | null> = { ...meaning.map, ...byLanguage };
  if (Object.keys(map).length > 0) {
    const keys = Object.fromEntries(Object.keys(map).map((key) => [key, key]));
    const found = parsePicklist(text, keys);
    if (found.ok) return { read: true, value: map[found.value] ?? null };
    if (meaning.listed) {
      const listed = parseListed(text, meaning.listed);
      if (listed.ok) return outcome(listed);
    }
    return meaning.passUnlisted ? { read: true, value: normaliseText(text) } : outcome(found);
  }
  if (meaning.as === 'dealStatus') return outcome(parsePicklist(text, STATUS));
  if (meaning.listed) {
    const listed = parseListed(text, meaning.listed);
    return listed.ok || !meaning.passUnlisted ? outcome(listed) : { read: true, value: normaliseText(text) };
  }
  return meaning.passUnlisted
    ? { read: true, value: normaliseText(text) }
    : refused('picklist-unknown', `The profile has no map for “${text.slice(0, 60)}”.`);
}
