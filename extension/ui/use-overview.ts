import { useEffect, useState } from 'preact/hooks';
import { sendCommand } from '../messaging/commands.ts';
import type { Overview } from '../store/overview.ts';

const LOOK_AGAIN_MS = 400;

/**
 * The stored state, read again and again while the page is in sight; null until it is first read. The background answers out of
 * its store: nothing is kept here that closing the page could lose.
 */
export function useOverview(): Overview | null {
  const [overview, show] = useState<Overview | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const look = async () => {
      if (!document.hidden) {
        const reply = await sendCommand('status', {}).catch(() => undefined);
        if (reply?.ok && !left) show(reply.value);
      }
      if (!left) timer = setTimeout(look, LOOK_AGAIN_MS);
    };
    void look();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, []);
  return overview;
}
