/**
 * Runs `work` whenever it is called for, never twice at the same time and at most once in `restMs`: calls that come meanwhile are made good
 * by one more run. `stop` ends it.
 */
export function oneAtATime(work: () => Promise<void>, restMs: number): { call: () => void; stop: () => void } {
  let busy = false;
  let wanted = false;
  let stopped = false;
  const run = async () => {
    busy = true;
    wanted = false;
    await work().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, restMs));
    busy = false;
    if (wanted && !stopped) void run();
  };
  return {
    call: () => {
      wanted = true;
      if (!busy && !stopped) void run();
    },
    stop: () => {
      stopped = true;
    },
  };
}
