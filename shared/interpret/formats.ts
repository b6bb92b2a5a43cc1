import type { FormatSet, Profile } from '../profile/schema.ts';
import { type DateOptions, parseDate } from '../values/dates.ts';
import { timeZone } from '../values/time-zone.ts';

/** How one viewer's pages write values, put together from the format sets whose signs hold. What no set says is unknown, not assumed. */
export interface Formats {
  readonly dateFormats: readonly string[];
  readonly decimal?: '.' | ',';
  readonly group?: NonNullable<FormatSet['group']>;
  readonly zone?: string;
  /** What the page says of the zone where the profile does not know the word. */
  readonly unknownZone?: string;
  readonly language?: string;
  readonly pivot?: number;
  readonly relativeDays?: Readonly<Record<string, number>>;
  readonly booleans?: { readonly yes: readonly string[]; readonly no: readonly string[] };
}

/** The sign under which the evidence of whole columns names the set that it chose. */
export const EVIDENCE_SIGN = 'evidence';

const known = new WeakMap<Profile, Map<string, Formats>>();

function holds(set: FormatSet, signs: Readonly<Record<string, string>>): boolean {
  const stated = Object.entries(set.when ?? {});
  if (stated.every(([sign, words]) => signs[sign] !== undefined && words.includes(signs[sign]))) {
    return stated.length > 0 || !set.byEvidence || signs[EVIDENCE_SIGN]?.split('\n').includes(set.name) === true;
  }
  return false;
}

/**
 * The formats that these signs prove. Of two sets that hold, the first that says something counts.
 *
 * @param readAt when the pages were read, an ISO instant: an offset from UTC names a zone only for a moment
 */
export function formatsOf(profile: Profile, signs: Readonly<Record<string, string>>, readAt: string): Formats {
  let bySigns = known.get(profile);
  if (!bySigns) {
    bySigns = new Map();
    known.set(profile, bySigns);
  }
  // Clocks change on the hour.
  const key = JSON.stringify([readAt.slice(0, 13), ...Object.entries(signs).sort()]);
  let formats = bySigns.get(key);
  if (!formats) {
    formats = build(profile, signs, readAt);
    if (bySigns.size > 200) bySigns.clear();
    bySigns.set(key, formats);
  }
  return formats;
}

function build(profile: Profile, signs: Readonly<Record<string, string>>, readAt: string): Formats {
  const sets = profile.formats.filter((set) => holds(set, signs));
  const first = <K extends keyof FormatSet>(key: K): FormatSet[K] | undefined =>
    sets.find((set) => set[key] !== undefined)?.[key];
  const zoneSet = sets.find(
    (set) =>
      set.timeZone !== undefined ||
      (set.timeZoneFrom !== undefined && signsOfZone(set.timeZoneFrom).every((name) => signs[name] !== undefined)),
  );
  const dateFormats = first('dateFormats') ?? [];
  const decimal = first('decimal');
  const group = first('group');
  const language = first('language') ?? signs['language'] ?? profile.crm.language;
  const pivot = first('yearPivot');
  const relativeDays = first('relativeDays');
  const booleans = first('booleans');
  const zone = zoneSet
    ? zoneOf(zoneSet, signs, readAt, {
        formats: dateFormats,
        ...(language === undefined ? {} : { languages: [language] }),
      })
    : profile.formats.some((set) => set.timeZoneFrom || set.timeZone)
      ? undefined
      : profile.crm.timeZone;
  const asked = zoneSet?.timeZoneFrom?.sign;
  const word = asked === undefined ? undefined : signs[asked];
  return {
    dateFormats,
    ...(decimal === undefined ? {} : { decimal }),
    ...(group === undefined ? {} : { group }),
    ...(zone === undefined ? {} : { zone }),
    ...(zone === undefined && word !== undefined ? { unknownZone: word } : {}),
    ...(language === undefined ? {} : { language }),
    ...(pivot === undefined ? {} : { pivot }),
    ...(relativeDays === undefined ? {} : { relativeDays }),
    ...(booleans === undefined ? {} : { booleans }),
  };
}

/** A word for a zone counts only as the map says, or when it is an IANA name itself. */
function zoneOf(
  set: FormatSet,
  signs: Readonly<Record<string, string>>,
  readAt: string,
  written: Pick<DateOptions, 'formats' | 'languages'>,
): string | undefined {
  if (set.timeZone !== undefined) return set.timeZone;
  const from = set.timeZoneFrom;
  if (from?.moments) return zoneOfMoments(from.zones ?? [], from.moments, signs, written);
  const word = from?.sign === undefined ? undefined : signs[from.sign];
  if (!from || word === undefined) return undefined;
  if (from.map) return from.map[word];
  if (from.zones) return zoneAt(from.zones, Number(word) * UNIT_MS[from.unit ?? 'seconds'], Date.parse(readAt));
  return /^[A-Za-z_]+\/[A-Za-z_/+-]+$|^UTC$/.test(word) ? word : undefined;
}

/** The signs that a set needs to know the viewer's zone. */
function signsOfZone(from: NonNullable<FormatSet['timeZoneFrom']>): string[] {
  return from.sign === undefined ? Object.keys(from.moments ?? {}) : [from.sign];
}

const RESOLUTION_MS: Readonly<Record<string, number>> = { minute: 60_000, second: 1000 };

/** The one of the zones in which every known moment is shown as the viewer's pages show it; none or several prove nothing. */
function zoneOfMoments(
  zones: readonly string[],
  moments: Readonly<Record<string, string>>,
  signs: Readonly<Record<string, string>>,
  written: Pick<DateOptions, 'formats' | 'languages'>,
): string | undefined {
  const shows = (zone: string, sign: string, moment: string) => {
    const shown = parseDate(signs[sign] ?? '', { as: 'datetime', zone, ...written });
    const early = shown.ok ? Date.parse(moment) - Date.parse(shown.value) : Number.NaN;
    // What is shown to the minute has lost its seconds.
    return shown.ok && early >= 0 && early < (RESOLUTION_MS[shown.resolution] ?? 0);
  };
  const fitting = zones.filter((zone) => Object.entries(moments).every(([sign, moment]) => shows(zone, sign, moment)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

const UNIT_MS = { seconds: 1000, minutes: 60_000, hours: 3_600_000 };

/** The one of the zones that has this offset at this moment; none or several prove nothing. */
function zoneAt(zones: readonly string[], offset: number, instant: number): string | undefined {
  const fitting = zones.filter((name) => timeZone(name)?.offsetAt(instant) === offset);
  return fitting.length === 1 ? fitting[0] : undefined;
}
