/** Units that labels of amounts name, and that the profile must take from there: unread, "5" under "Amount (T€)" would be sent as five. */
import type { ObjectType } from '../objects/object-type.ts';
import { currenciesOf } from '../values/currencies.ts';
import { foldLabel } from './fold.ts';
import type { Add } from './profile-problem.ts';
import type { Profile } from './schema.ts';
import type { FieldSource } from './schema-field.ts';

/** Thousands, millions, ten thousands; a currency may stand behind them. */
const SCALE =
  /^(?:[tk]|tsd\.?|mio\.?|mrd\.?|mln|mn|thousands?|millions?|'?000s?|[千万億百]+)\s*(?:\p{Sc}|[a-z]{3}|円|元|원)?$/iu;

/** What stands in the last parentheses of a label, or behind its last “in”. */
function statedIn(label: string): string | undefined {
  const plain = label.normalize('NFKC').trim();
  const held = /[([]\s*(?:in\s+)?([^()[\]{}]+?)\s*[)\]]\W*$/i.exec(plain) ?? /\sin\s+([^\s{}]+)$/i.exec(plain);
  return held?.[1];
}

function isForeignUnit(profile: Profile, unit: string): boolean {
  if (Object.keys(profile.units).some((one) => foldLabel(one) === foldLabel(unit)) || SCALE.test(unit)) return true;
  const { currency } = profile.crm;
  return unit.split(/\s+/).some((word) => {
    const meant = currenciesOf(word, profile.currencyMarks);
    return meant.length > 0 && (currency === undefined || !meant.includes(currency));
  });
}

/** Whether this field's words, or those that its type has for it, say what its amounts are of. */
export function checkUnits(
  profile: Profile,
  type: ObjectType,
  name: string,
  source: FieldSource,
  path: string,
  add: Add,
): void {
  const object = profile.objects[type];
  const meaning = { ...object?.fields?.[name], ...source };
  const isMoney = name === 'amount' || object?.custom?.[name]?.type === 'CURRENCY';
  if (meaning.as === undefined ? !isMoney : meaning.as !== 'money') return;
  const { unit, currency, currencyFrom, multiply } = meaning;
  if ([unit, currency, currencyFrom, multiply].some((said) => said !== undefined)) return;
  for (const label of [...(source.label ?? []), ...(source.column ?? [])]) {
    const stated = statedIn(label);
    if (stated === undefined || !isForeignUnit(profile, stated)) continue;
    add(
      path,
      `“${label}” names the unit “${stated}”, which nothing takes`,
      'Amounts are sent in the company currency, so a unit in the label has to be read with it.',
      `"${label.replace(stated, '{unit}')}" and "units": { "${stated}": { "multiply": 1000, "currency": "EUR" } }, or "multiply" or "currency" at the field`,
    );
  }
}
