import type { Notice } from '../store/notices.ts';
import { inReadersLanguage } from '../ui/sentences.ts';
import { plural, text } from '../ui/text.ts';

export interface Badge {
  readonly text: string;
  /** What the toolbar button is called, and says when it is pointed at. */
  readonly title: string;
  readonly colour: string;
}

const ATTENTION = '#b3261e';
const BUSY = '#0b6d7f';
/** More do not fit. */
const MOST_SHOWN = 99;

/** Nothing, busy, or “needs you”, in the reader's language. */
export function badgeOf({ state, rejected, trouble }: Notice): Badge {
  const product = text('product');
  if (state === 'quiet') return { text: '', title: product, colour: BUSY };
  if (state === 'busy') return { text: '…', title: `${product}: ${text('badge_busy')}`, colour: BUSY };
  if (trouble !== null)
    return { text: '!', title: `${product}: ${inReadersLanguage(trouble.what)}`, colour: ATTENTION };
  const count = rejected > MOST_SHOWN ? `${MOST_SHOWN}+` : String(rejected);
  return { text: count, title: `${product}: ${plural('state_fix', rejected)}`, colour: ATTENTION };
}
