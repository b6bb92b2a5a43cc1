/** How often the fake looks whether it is awake, in milliseconds. */
const BEAT = 20;
/** What came while the fake was busy is served within this time after, in milliseconds. */
const BACKLOG = 100;

/**
 * Knows how late a request may have been noticed. A fake that is busy with a large file, or starved by the machine, sees all
 * calls of that time at once; without this it would blame the client for them.
 */
export type Lateness = { of(now: number): number; stop(): void };

/** Starts to watch; `now` is real time in milliseconds. */
export function watchLateness(now: () => number): Lateness {
  let beat = now();
  let busy = { from: beat, to: beat };
  const look = (at: number): void => {
    if (at - beat > 2 * BEAT) busy = { from: beat, to: at };
    beat = at;
  };
  const timer = setInterval(() => look(now()), BEAT);
  timer.unref();
  return {
    of: (at) => {
      look(at);
      return at - busy.to <= BACKLOG ? at - busy.from : 0;
    },
    stop: () => clearInterval(timer),
  };
}
