/**
 * Marks by which CRMs show currencies. A mark of several currencies ("$", "kr") counts as the company's where the company's is one of
 * them; else it is another currency. Codes of three capital letters stand for themselves.
 */
const DOLLARS = ['USD', 'CAD', 'AUD', 'NZD', 'HKD', 'SGD', 'TWD', 'MXN', 'ARS', 'CLP', 'COP'] as const;

const MARKS: Readonly<Record<string, readonly string[]>> = {
  $: DOLLARS,
  US$: ['USD'],
  U$S: ['USD'],
  C$: ['CAD'],
  CA$: ['CAD'],
  A$: ['AUD'],
  AU$: ['AUD'],
  NZ$: ['NZD'],
  HK$: ['HKD'],
  S$: ['SGD'],
  NT$: ['TWD'],
  MX$: ['MXN'],
  R$: ['BRL'],
  '€': ['EUR'],
  '£': ['GBP'],
  '¥': ['JPY', 'CNY'],
  '￥': ['JPY', 'CNY'],
  円: ['JPY'],
  元: ['CNY', 'TWD'],
  '₩': ['KRW'],
  원: ['KRW'],
  '₹': ['INR'],
  Rs: ['INR', 'PKR', 'LKR', 'NPR'],
  'Rs.': ['INR', 'PKR', 'LKR', 'NPR'],
  '₽': ['RUB'],
  руб: ['RUB'],
  'руб.': ['RUB'],
  'р.': ['RUB'],
  '₴': ['UAH'],
  грн: ['UAH'],
  'грн.': ['UAH'],
  '₺': ['TRY'],
  TL: ['TRY'],
  '₪': ['ILS'],
  '₫': ['VND'],
  '฿': ['THB'],
  '₱': ['PHP'],
  '₦': ['NGN'],
  zł: ['PLN'],
  Kč: ['CZK'],
  Ft: ['HUF'],
  lei: ['RON'],
  лв: ['BGN'],
  'лв.': ['BGN'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  'kr.': ['DKK', 'SEK', 'NOK', 'ISK'],
  'Fr.': ['CHF'],
  SFr: ['CHF'],
  'SFr.': ['CHF'],
  R: ['ZAR'],
};

/** The currencies (ISO 4217) that a mark may mean; `own` marks are the profile's and come first. Empty: no known mark. */
export function currenciesOf(mark: string, own: Readonly<Record<string, string>> = {}): readonly string[] {
  if (Object.hasOwn(own, mark)) return [own[mark] ?? ''];
  if (/^[A-Z]{3}$/.test(mark)) return isCurrencyCode(mark) ? [mark] : [];
  return Object.hasOwn(MARKS, mark) ? (MARKS[mark] ?? []) : [];
}

let codes: ReadonlySet<string> | undefined;

/** Whether `code` is a currency of ISO 4217 that this runtime knows. */
export function isCurrencyCode(code: string): boolean {
  codes ??= new Set(Intl.supportedValuesOf('currency'));
  return codes.has(code);
}
