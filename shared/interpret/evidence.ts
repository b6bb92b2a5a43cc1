import type { RawRecord } from '../profile/raw.ts';
import type { Profile } from '../profile/schema.ts';
import { datesEvidence } from '../values/dates.ts';
import { withoutMarks } from '../values/money.ts';
import { type NumberFormat, numbersEvidence } from '../values/numbers.ts';
import { preparedField } from './beside.ts';
import { EVIDENCE_SIGN } from './formats.ts';
import { type FullMeaning, meaningOf, sourceOf } from './meaning.ts';

/** Which of the profile's sets read every value of one kind that was seen. */
interface KindEvidence {
  /** Whether any value was seen at all. */
  readonly seen: boolean;
  readonly fitting: readonly string[];
}

/** What the values of some pages say about a viewer's formats. It may be kept, and joined with that of further pages. */
export interface Evidence {
  readonly dates: KindEvidence;
  readonly numbers: KindEvidence;
}

/** The evidence of these raw records, all of one viewer; null where the profile has no sets that are chosen by evidence. */
export function evidenceOf(profile: Profile, raws: readonly RawRecord[]): Evidence | null {
  const sets = profile.formats.filter((set) => set.byEvidence);
  if (sets.length === 0) return null;
  const dates: string[] = [];
  const numbers: string[] = [];
  for (const record of raws) {
    for (const [field, raw] of Object.entries(record.fields)) {
      const source = sourceOf(profile, record.page, record.objectType, field, raw);
      const meaning: FullMeaning = { ...source, ...meaningOf(profile, record.objectType, field, source) };
      const isDate = (meaning.as === 'date' || meaning.as === 'datetime') && !meaning.dateFormats;
      const isNumber = ['number', 'integer', 'money', 'percent'].includes(meaning.as) && meaning.decimal === undefined;
      if (!isDate && !isNumber) continue;
      const prepared = preparedField(record, raw, meaning, profile);
      if (prepared.state === 'text') (isDate ? dates : numbers).push(prepared.text);
    }
  }
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  const dated = sets.filter((set) => set.dateFormats);
  // A set may hold several formats (with and without a time): each value has to fit one of them.
  const readsDates = dated.filter((set) =>
    dates.every((text) => datesEvidence([text], set.dateFormats ?? []).fitting.length > 0),
  );
  const numbered = sets
    .filter((set) => set.decimal !== undefined)
    .map((set): NumberFormat & { name: string } => ({
      name: set.name,
      decimal: set.decimal ?? '.',
      group: set.group ?? '',
    }));
  const bare = (text: string) => withoutMarks(text, profile.currencyMarks);
  return {
    dates: { seen: dates.length > 0, fitting: names(readsDates) },
    numbers: {
      seen: numbers.length > 0,
      fitting: names(numbers.length === 0 ? numbered : numbersEvidence(numbers, numbered, bare).fitting),
    },
  };
}

function joinKind(one: KindEvidence, other: KindEvidence): KindEvidence {
  return {
    seen: one.seen || other.seen,
    fitting: one.fitting.filter((name) => other.fitting.includes(name)),
  };
}

/** The evidence of all values that two have seen. */
export function joinEvidence(one: Evidence, other: Evidence): Evidence {
  return { dates: joinKind(one.dates, other.dates), numbers: joinKind(one.numbers, other.numbers) };
}

/** What is newly seen beside what was known: where the two contradict each other, the viewer writes otherwise now. */
export function renewEvidence(known: Evidence, newer: Evidence): Evidence {
  const kind = (one: KindEvidence, other: KindEvidence) => {
    const joined = joinKind(one, other);
    return joined.fitting.length === 0 && other.fitting.length > 0 ? other : joined;
  };
  return { dates: kind(known.dates, newer.dates), numbers: kind(known.numbers, newer.numbers) };
}

/** The sign that names the proven sets: of each kind the only one that reads every value. Empty without proof. */
export function signOfEvidence(evidence: Evidence): Record<string, string> {
  const proven = [evidence.dates, evidence.numbers].flatMap(({ seen, fitting }) =>
    seen && fitting.length === 1 ? fitting : [],
  );
  return proven.length === 0 ? {} : { [EVIDENCE_SIGN]: [...new Set(proven)].join('\n') };
}

/** What whole columns of one viewer prove about the formats, as a sign to remember. Give it all raw records of the viewer. */
export function evidenceSigns(profile: Profile, raws: readonly RawRecord[]): Record<string, string> {
  const evidence = evidenceOf(profile, raws);
  return evidence === null ? {} : signOfEvidence(evidence);
}
