import type { RawRecord } from '../profile/raw.ts';
import type { Profile } from '../profile/schema.ts';
import { datesEvidence } from '../values/dates.ts';
import { withoutMarks } from '../values/money.ts';
import { type NumberFormat, numbersEvidence } from '../values/numbers.ts';
import { prepareText } from './convert.ts';
import { EVIDENCE_SIGN } from './formats.ts';
import { type FullMeaning, meaningOf, sourceOf } from './meaning.ts';

/**
 * What whole columns prove about a viewer's formats where no sign tells: the sets with `byEvidence` of which exactly one reads every value of
 * every column, and the others do not. The answer is the sign to remember for this viewer, empty without proof. Give it all raw records of one viewer.
 */
export function evidenceSigns(profile: Profile, raws: readonly RawRecord[]): Record<string, string> {
  const sets = profile.formats.filter((set) => set.byEvidence);
  if (sets.length === 0) return {};
  const dates: string[] = [];
  const numbers: string[] = [];
  for (const record of raws) {
    for (const [field, raw] of Object.entries(record.fields)) {
      const source = sourceOf(profile, record.page, record.objectType, field, raw);
      const meaning: FullMeaning = { ...source, ...meaningOf(profile, record.objectType, field, source) };
      const isDate = (meaning.as === 'date' || meaning.as === 'datetime') && !meaning.dateFormats;
      const isNumber = ['number', 'integer', 'money', 'percent'].includes(meaning.as) && meaning.decimal === undefined;
      if (!isDate && !isNumber) continue;
      const prepared = prepareText(raw, meaning, profile);
      if (prepared.state === 'text') (isDate ? dates : numbers).push(prepared.text);
    }
  }
  const chosen: string[] = [];
  const dated = sets.filter((set) => set.dateFormats);
  // A set may hold several formats (with and without a time): it is proven when each value fits one of its own, and no other set can say so.
  const readsAll = dated.filter(
    (set) => dates.length > 0 && dates.every((text) => datesEvidence([text], set.dateFormats ?? []).fitting.length > 0),
  );
  const [onlyDate] = readsAll;
  if (onlyDate && readsAll.length === 1) chosen.push(onlyDate.name);
  const numbered = sets.filter((set) => set.decimal !== undefined);
  const formats = numbered.map((set): NumberFormat & { name: string } => ({
    name: set.name,
    decimal: set.decimal ?? '.',
    group: set.group ?? '',
  }));
  const proven = numbersEvidence(numbers, formats, (text) => withoutMarks(text, profile.currencyMarks)).format;
  if (proven && !chosen.includes(proven.name)) chosen.push(proven.name);
  return chosen.length === 0 ? {} : { [EVIDENCE_SIGN]: chosen.join('\n') };
}
