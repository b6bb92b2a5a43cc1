import { type HealthAlarm, judgeHealth, type PageMeasure } from '../../shared/profile/health.ts';
import type { Profile } from '../../shared/profile/schema.ts';

/** What one browser says of one kind of page under one profile version. */
export interface PageReport {
  readonly page: string;
  /** The newest measures, oldest first. */
  readonly measures: readonly PageMeasure[];
  readonly alarms: readonly HealthAlarm[];
  /** Times in a row that the page did not look as the profile describes it. */
  readonly unproven: number;
}

/** Without anything usual to hold it against, a page of which most values cannot be read is ill all the same. */
const MOST_UNREAD = 0.5;
/** A page that fails so often in a row is not a page cut short by chance. */
const UNPROVEN_TWICE = 2;

/**
 * What is wrong with a new version's page, held against what was usual under the version before; null when nothing is. `usual`: measures of the
 * version before, of the same kind of page.
 */
export function judgePage(
  health: Profile['health'],
  usual: readonly PageMeasure[],
  { page, measures, alarms, unproven }: PageReport,
): string | null {
  if (unproven >= UNPROVEN_TWICE && measures.length === 0 && usual.length > 0)
    return `The page “${page}” does not look as this version describes it.`;
  const [own] = alarms;
  if (own !== undefined) return sentence(own);
  const unread = measures.filter(({ rows, problems }) => rows > 1 && problems > MOST_UNREAD);
  if (unread.length > measures.length / 2) return `Most values on “${page}” cannot be read.`;
  // A few measures of the version before are enough here: browsers report them only after their own were.
  const found = measures.map((one) => judgeHealth({ health: { ...health, pages: 1 } }, usual, one));
  const ill = found.filter((list) => list.length > 0);
  const [first] = ill.flat();
  return first !== undefined && ill.length > measures.length / 2 ? sentence(first) : null;
}

/** An alarm as a sentence for administrators. */
export function sentence({ code, page, field = '', usual, now }: HealthAlarm): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (code === 'fewer-rows') return `A page of the list “${page}” has ${now} rows; usually it has at least ${usual}.`;
  if (code === 'more-problems')
    return `${percent(now)} of the values on “${page}” cannot be read; usually at most ${percent(usual)}.`;
  return `The field ${field} is filled in ${percent(now)} of the rows of “${page}”; usually it is in ${percent(usual)}.`;
}
