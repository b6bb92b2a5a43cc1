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
