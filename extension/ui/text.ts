import type english from '../public/_locales/en/messages.json';

/** A text of `_locales`. English is complete; another language falls back to it text by text. */
export type TextKey = keyof typeof english;

/** A text whose wording depends on a number: its keys end in `_one` and `_other`. */
export type PluralKey = TextKey extends infer K ? (K extends `${infer Stem}_other` ? Stem : never) : never;

/** The text in the reader's language; `values` fill `$1`, `$2` … */
export function text(key: TextKey, ...values: readonly string[]): string {
  return chrome.i18n.getMessage(key, [...values]);
}

/** The text in the form that `count` asks for; `$1` is the count as the reader writes it, `$2` … are `values`. */
export function plural(stem: PluralKey, count: number, ...values: readonly string[]): string {
  const form = new Intl.PluralRules(textLanguage()).select(count) === 'one' ? 'one' : 'other';
  return text(`${stem}_${form}` as TextKey, formatCount(count), ...values);
}

/** The language that the texts are in, which need not be the browser's: words made by `Intl` must agree with them. */
export function textLanguage(): string {
  return text('language') || 'en';
}

/** The reader's locale, for numbers and dates. */
export function readerLocale(): string {
  return chrome.i18n.getUILanguage();
}

/** A whole number as the reader writes it. */
export function formatCount(count: number): string {
  return count.toLocaleString(readerLocale());
}

/** The same in little room: “123M” from a million on. */
export function formatShort(count: number): string {
  if (count < 1_000_000) return formatCount(count);
  return count.toLocaleString(readerLocale(), { notation: 'compact', maximumSignificantDigits: 3 });
}
