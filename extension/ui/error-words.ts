import { errorKey, inReadersLanguage, translated } from './sentences.ts';
import { textLanguage } from './text.ts';

interface Worded {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

/** An error's sentences in the reader's language. Its English comes with it, names and numbers filled in. */
export function errorWords({ code, what, why, next }: Worded): Pick<Worded, 'what' | 'why' | 'next'> {
  // The catalogue is in English, and a browser that is asked for a text it has not logs an error.
  if (textLanguage() === 'en') return { what, why, next };
  const say = (part: 'what' | 'why' | 'next', english: string) => {
    const known = inReadersLanguage(english);
    // An older or newer Worker may word it differently: the code still says which error it is, unless its sentence has holes to fill.
    if (known !== english) return known;
    const own = translated(errorKey(code, part), ['…', '…', '…']);
    return own === '' || own.includes('…') ? english : own;
  };
  return { what: say('what', what), why: say('why', why), next: say('next', next) };
}
