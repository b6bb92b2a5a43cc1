import type { CompanyPace } from '../../shared/profile/company-pace.ts';
import type { LeasesAnswer } from '../../shared/protocol/messages.ts';
import type { Allowance, Millis } from '../store/rows.ts';

const MINUTE_MS = 60_000;
/** An ask comes before the grant is used up: with so much of it left, or so long before it lapses. */
const LOW_SHARE = 0.2;
const LOW_MS = 4_000;
/** Where the Worker has never said what a browser's own share is, it is taken for one of so many. */
const UNKNOWN_BROWSERS = 10;

/** Pages that may be read now. */
export function grantedPages(allowance: Allowance | undefined, now: Millis): number {
  return allowance === undefined || allowance.until <= now ? 0 : allowance.left;
}

/** Whether the Worker should be asked for more, though some may be left. */
export function runsLow(allowance: Allowance | undefined, now: Millis): boolean {
  if (allowance === undefined) return true;
  if (allowance.moreAt > now) return false;
  return allowance.left <= allowance.granted * LOW_SHARE || allowance.until - now < LOW_MS;
}

/** What the Worker has granted. It holds from the moment of asking, so that it ends before the Worker counts it as over. */
export function allowanceOf(
  before: Allowance | undefined,
  answer: LeasesAnswer['pages'],
  facts: { readonly grantId: string; readonly askedAt: Millis; readonly now: Millis },
): Allowance {
  const { granted, forMs, spent, alone } = answer;
  return {
    grantId: facts.grantId,
    granted,
    left: granted,
    until: facts.askedAt + forMs,
    moreAt: spent === null ? 0 : facts.now + spent.forMs,
    bound: spent?.bound ?? null,
    alone,
    aloneDay: before?.aloneDay ?? '',
    alonePages: before?.alonePages ?? 0,
  };
}

/**
 * This browser's own share for a minute while the Worker cannot be reached: if all browsers are cut off at once, they still keep within the company's
 * bounds together, as each has a part of them.
 */
export function ownShare(
  before: Allowance | undefined,
  company: CompanyPace,
  facts: { readonly now: Millis; readonly day: string },
): Allowance {
  const part = (bound: number) => Math.max(1, Math.floor(bound / UNKNOWN_BROWSERS));
  const alone = before?.alone ?? { perMinute: part(company.perMinute ?? company.perDay), perDay: part(company.perDay) };
  // What was left of the share before is free again.
  const unused = before !== undefined && before.grantId === null ? before.left : 0;
  const taken = before?.aloneDay === facts.day ? Math.max(0, before.alonePages - unused) : 0;
  const granted = Math.max(0, Math.min(alone.perMinute, alone.perDay - taken));
  return {
    grantId: null,
    granted,
    left: granted,
    until: facts.now + MINUTE_MS,
    moreAt: facts.now + MINUTE_MS,
    bound: granted === 0 ? 'day' : 'minute',
    alone: before?.alone ?? null,
    aloneDay: facts.day,
    alonePages: taken + granted,
  };
}
