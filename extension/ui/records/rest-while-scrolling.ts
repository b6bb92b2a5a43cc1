/** Somebody scrolls as long as no more than this lies between two events. */
const SCROLLS_MS = 200;
/** So long the page does nothing else between two pieces of work while somebody scrolls. */
const REST_MS = 80;

export interface Resting {
  /** Resolves at once, but while somebody scrolls after a rest. */
  readonly rest: () => Promise<void>;
  readonly stop: () => void;
}

/** Leaves the page to whoever scrolls anything in it: work in pieces waits a little between them, and goes on all the same. */
export function restWhileScrolling(page: Pick<Document, 'addEventListener' | 'removeEventListener'>): Resting {
  let scrolled = Number.NEGATIVE_INFINITY;
  const note = () => {
    scrolled = performance.now();
  };
  page.addEventListener('scroll', note, { capture: true, passive: true });
  return {
    rest: async () => {
      if (performance.now() - scrolled < SCROLLS_MS) await new Promise((resolve) => setTimeout(resolve, REST_MS));
    },
    stop: () => page.removeEventListener('scroll', note, { capture: true }),
  };
}
