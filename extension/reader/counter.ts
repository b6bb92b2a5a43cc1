/** What a list says about itself: "1 - 20 of 87". */
import type { ListPage } from '../../shared/profile/schema.ts';
import { type Holes, matchTemplate, searchTemplate } from '../../shared/profile/template.ts';
import { fold } from './fold.ts';
import type { Look } from './signs.ts';
import { textOf } from './text.ts';

export interface Counter {
  readonly from?: number;
  readonly to?: number;
  readonly total?: number;
  readonly page?: number;
  readonly pages?: number;
}

/** "1 - 20 of 87" as numbers; group marks inside them are dropped. Null where it does not stand, or stands there in two versions. */
export function readCounter(page: ListPage, look: Look): Counter | null {
  const spec = page.counter;
  if (!spec) return null;
  const found = new Map<string, Counter>();
  const take = (holes: Holes) => {
    const counter: Record<string, number> = {};
    for (const [name, text] of Object.entries(holes)) {
      const digits = text.replace(/[\s.,'’\u00a0\u202f]/g, '');
      if (/^\d{1,9}$/.test(digits)) counter[name] = Number(digits);
    }
    if (Object.keys(counter).length > 0) found.set(JSON.stringify(counter), counter);
  };
  if (spec.css !== undefined) {
    for (const element of look.all(look.document, spec.css).slice(0, 20)) {
      const text = fold(textOf(element).text);
      for (const template of spec.templates) {
        const holes = matchTemplate(template, text);
        if (holes) {
          take(holes);
          break;
        }
      }
    }
  } else {
    for (const template of spec.templates)
      for (const holes of searchTemplate(template.toLowerCase(), look.visible()).slice(0, 20)) take(holes);
  }
  return found.size === 1 ? ([...found.values()][0] ?? null) : null;
}

/** What the page's own counter says about the end; null when it says nothing. */
export function counterEnds(counter: Counter | null): boolean | null {
  if (counter?.to !== undefined && counter.total !== undefined) return counter.to >= counter.total;
  if (counter?.page !== undefined && counter.pages !== undefined) return counter.page >= counter.pages;
  return null;
}
