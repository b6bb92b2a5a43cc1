/** Where a counter may stand in a page's text, found by the browser's own search: walking all text in script would cost more than the rows. */
import { templateParts } from '../../shared/profile/template.ts';

const patterns = new Map<string, RegExp>();

/**
 * Roughly where a template fits, in a text whose blanks are not folded: what is found is to be searched. Every repetition is bounded, as long
 * runs of blanks would else be tried in every way.
 */
export function counterPattern(template: string): RegExp {
  let pattern = patterns.get(template);
  if (!pattern) {
    pattern = makePattern(template);
    patterns.set(template, pattern);
  }
  return pattern;
}

function makePattern(template: string): RegExp {
  const pieces = templateParts(template).map((part, index) => {
    if ('literal' in part) {
      const literal = part.literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return literal.replace(/\s+/g, (_, at: number) => (index + at === 0 ? '\\s' : '[\\s\u200b\u200e\u200f]{1,40}'));
    }
    if (part.type !== 'count' && part.type !== 'digits') return '[^]{1,60}?';
    return `${index === 0 ? '' : '\\s{0,40}'}\\d[\\d\\s.,'’+]{0,40}`;
  });
  return new RegExp(pieces.join(''), 'g');
}
