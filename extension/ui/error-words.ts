interface Worded {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

/**
 * An error's sentences in the reader's language. The catalogue's English comes with the error; another language has a
 * sentence of its own where `_locales` holds one under `error_<code>_what` or `_next`. `why` often quotes what happened and stays.
 */
export function errorWords({ code, what, why, next }: Worded): Pick<Worded, 'what' | 'why' | 'next'> {
  const stem = `error_${code.replaceAll('-', '_')}`;
  return {
    what: translated(`${stem}_what`) || what,
    why: translated(`${stem}_why`) || why,
    next: translated(`${stem}_next`) || next,
  };
}

/** These keys are looked up by an error's code, so they cannot be in the type of known texts. */
const translated: (key: string) => string = (key) => (chrome.i18n.getMessage as (key: string) => string)(key);
