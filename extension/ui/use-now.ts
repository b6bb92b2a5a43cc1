import { useEffect, useState } from 'preact/hooks';

/** The time in milliseconds since the epoch, told anew every `everyMs`, so that ages and waits on screen stay true. */
export function useNow(everyMs: number): number {
  const [now, tell] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => tell(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/**
 * Whoever has waited so long for anything out of the store is told why: one that an earlier version wrote is brought up to date before it can be
 * read, which takes many seconds with tens of thousands of records.
 */
export const LONG_MS = 2_000;

/** False at first, true once `ms` have passed. */
export function useLater(ms: number): boolean {
  const [later, tell] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => tell(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return later;
}
