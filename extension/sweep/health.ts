import { explain } from '../../shared/errors/coded-error.ts';
import { type HealthAlarm, measurePage } from '../../shared/profile/health.ts';
import type { PageReading, RawRecord, RawValue } from '../../shared/profile/raw.ts';
import { forget, getRows, remembered } from '../store/batched.ts';
import { type BridgeDatabase, readFact } from '../store/database.ts';
import { recordKey } from '../store/record-key.ts';
import type { HealthRow, Millis } from '../store/rows.ts';
import { clearTrouble, noteTrouble } from '../store/trouble.ts';
import type { CrmRules } from './crm-rules.ts';

/** Measures that make up what is usual: the newest of each list page. */
const KEPT_MEASURES = 20;
/** Fewer records of one page that lose a value at once are a day's work of somebody, not an update of the CRM. */
const FEWEST_LOST = 4;

/** What health says of a page: `reading` may be taken, or (null) none of it. */
interface Judged {
  readonly reading: PageReading | null;
  readonly alarms: readonly HealthAlarm[];
}

/**
 * Judges a list page against what was usual for this view, and remembers it. A field that is suddenly empty counts as emptied only
 * where the records themselves had a value before: pages of one list may differ by nature. Its empty cells are then unread, so that
 * older values survive. Inside the caller's transaction.
 */
export async function judgeList(
  db: BridgeDatabase,
  rules: CrmRules,
  viewId: string,
  reading: PageReading,
  now: Millis,
): Promise<Judged> {
  const measure = measurePage(reading);
  if (measure === null) return { reading, alarms: [] };
  const row = await usualOf(db, rules, viewId, reading.page);
  const found = rules.judgeHealth(row.measures, measure);
  const whole = found.filter(({ code }) => code !== 'emptier-field');
  if (whole.length > 0) {
    await keep(db, rules, { ...row, open: [...row.open.filter(({ field }) => field !== undefined), ...whole] }, now);
    return { reading: null, alarms: whole };
  }
  const emptier = found.filter(({ field }) => field !== undefined);
  const known = row.open.filter(({ field }) => field !== undefined);
  if (emptier.length === 0 && known.length === 0) {
    const measures = [...row.measures, measure].slice(-KEPT_MEASURES);
    await keep(db, rules, { ...row, measures, open: [] }, now);
    return { reading, alarms: [] };
  }
  const before = await storedRows(db, rules, viewId, reading);
  const alarms = emptier.filter(({ field }) => isIn(known, field) || isEmptied(field ?? '', reading, before));
  const filledAgain = ({ field = '' }: HealthAlarm) =>
    measure.rows >= FEWEST_LOST && (measure.fill[field] ?? 0) > 0 && !isIn(emptier, field);
  const open = [...alarms, ...known.filter((alarm) => !isIn(alarms, alarm.field) && !filledAgain(alarm))];
  const measures = alarms.length > 0 ? row.measures : [...row.measures, measure].slice(-KEPT_MEASURES);
  await keep(db, rules, { ...row, measures, open }, now);
  return { reading: withhold(reading, open, before), alarms };
}

/**
 * Guards what is read beside sweeps, and records' own pages: while a list's field counts as emptied, empty values of the same field
 * are unread where the record had one. Remembers nothing. Inside the caller's transaction.
 */
export async function guardPage(
  db: BridgeDatabase,
  rules: CrmRules,
  viewId: string,
  reading: PageReading,
): Promise<Judged> {
  if (reading.records.length === 0) return { reading, alarms: [] };
  const rows = await currentRows(db, rules, viewId);
  const measure = measurePage(reading);
  const measures = rows.find(({ page }) => page === reading.page)?.measures ?? [];
  const found = measure === null ? [] : rules.judgeHealth(measures, measure);
  // A rep's own search may well have fewer rows.
  const unreadable = found.filter(({ code }) => code === 'more-problems');
  if (unreadable.length > 0) return { reading: null, alarms: unreadable };
  const open = rows.flatMap((row) => row.open).filter(({ field }) => field !== undefined);
  const emptier = found.filter(({ field }) => field !== undefined);
  if (open.length === 0 && emptier.length === 0) return { reading, alarms: [] };
  const before = await storedRows(db, rules, viewId, reading);
  const alarms = emptier.filter(({ field }) => isEmptied(field ?? '', reading, before));
  return { reading: withhold(reading, [...open, ...alarms], before), alarms };
}

/** An alarm as a sentence for people. */
export function alarmDetail({ code, page, field = '', usual, now }: HealthAlarm): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (code === 'fewer-rows') return `A page of the list “${page}” has ${now} rows; usually it has at least ${usual}.`;
  if (code === 'more-problems')
    return `${percent(now)} of the values on “${page}” cannot be read; usually at most ${percent(usual)}.`;
  return `The field ${field} is filled in ${percent(now)} of the rows of “${page}”; usually it is in ${percent(usual)}.`;
}

async function usualOf(db: BridgeDatabase, rules: CrmRules, viewId: string, page: string): Promise<HealthRow> {
  const key = `${viewId}|${page}`;
  const stored = await db.health.get(key);
  // Another profile reads other figures: nothing is usual yet.
  if (stored?.profileVersion === rules.version) return stored;
  return { key, viewId, page, profileVersion: rules.version, measures: [], open: [] };
}

const healthOf = (viewId: string) => `health|${viewId}`;

async function currentRows(db: BridgeDatabase, rules: CrmRules, viewId: string): Promise<HealthRow[]> {
  const rows = await remembered(healthOf(viewId), () => db.health.where('viewId').equals(viewId).toArray());
  return rows.filter(({ profileVersion }) => profileVersion === rules.version);
}

/** Remembers, and tells people while any alarm is open. */
async function keep(db: BridgeDatabase, rules: CrmRules, row: HealthRow, now: Millis): Promise<void> {
  await db.health.put(row);
  forget(healthOf(row.viewId));
  if (row.open.length === 0 && (await readFact(db, 'trouble-health')) === undefined) return;
  const [first, ...more] = (await currentRows(db, rules, row.viewId)).flatMap(({ open }) => open);
  if (first === undefined) return clearTrouble(db, 'trouble-health');
  const detail = [alarmDetail(first), ...(more.length > 0 ? [`${more.length} more like it.`] : [])].join(' ');
  await noteTrouble(db, 'trouble-health', explain('page-unhealthy', { detail }), { now, needsPerson: false });
}

/** What this page showed of its records when they were last read. */
async function storedRows(
  db: BridgeDatabase,
  rules: CrmRules,
  viewId: string,
  { page, records }: PageReading,
): Promise<ReadonlyMap<RawRecord, RawRecord | undefined>> {
  const keys = records.map(({ objectType, crmId }) =>
    recordKey(viewId, objectType, rules.source(page, objectType), crmId),
  );
  const stored = await getRows(db.records, keys);
  return new Map(records.map((raw, index) => [raw, stored[index]?.pieces[raw.page]?.raw]));
}

function isIn(alarms: readonly HealthAlarm[], field: string | undefined): boolean {
  return alarms.some((alarm) => alarm.field === field);
}

/** Whether most of the records that had a value in `TYPE.field` have none now. */
function isEmptied(
  field: string,
  { records }: PageReading,
  before: ReadonlyMap<RawRecord, RawRecord | undefined>,
): boolean {
  let had = 0;
  let lost = 0;
  for (const raw of records) {
    const name = fieldOf(raw, field);
    if (name === null || !hadValue(before.get(raw)?.fields[name])) continue;
    had += 1;
    if (raw.fields[name]?.state !== 'value') lost += 1;
  }
  return lost >= FEWEST_LOST && lost > had / 2;
}

function hadValue(value: RawValue | undefined): boolean {
  return value?.state === 'value' || (value?.state === 'unread' && value.code === 'page-unhealthy');
}

/** The record's own name of `TYPE.field`; null for another type's. */
function fieldOf(raw: RawRecord, field: string): string | null {
  const prefix = `${raw.objectType}.`;
  return field.startsWith(prefix) ? field.slice(prefix.length) : null;
}

const WITHHELD: RawValue = { state: 'unread', code: 'page-unhealthy' };

/** Only a record that was known to be empty before is believed to be empty. */
function withhold(
  reading: PageReading,
  alarms: readonly HealthAlarm[],
  before: ReadonlyMap<RawRecord, RawRecord | undefined>,
): PageReading {
  const records = reading.records.map((raw) => {
    const names = alarms.flatMap(({ field = '' }) => fieldOf(raw, field) ?? []);
    const doubtful = names.filter(
      (name) => raw.fields[name]?.state === 'empty' && before.get(raw)?.fields[name]?.state !== 'empty',
    );
    if (doubtful.length === 0) return raw;
    return { ...raw, fields: { ...raw.fields, ...Object.fromEntries(doubtful.map((name) => [name, WITHHELD])) } };
  });
  return { ...reading, records };
}
