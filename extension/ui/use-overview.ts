import { useLayoutEffect, useState } from 'preact/hooks';
import { sendCommand } from '../messaging/commands.ts';
import { GLANCE_KEY } from '../store/glance.ts';
import type { Overview } from '../store/overview.ts';

const LOOK_AGAIN_MS = 400;

/** What a page has asked for before it drew anything. */
export interface FirstLook {
  /** What was kept of the last look, without anything out of records; there at once. */
  readonly glance: Promise<Overview | null>;
  readonly overview: Promise<Overview | null>;
}

/** Asks for the stored state; called as soon as the page's script runs. */
export function startLooking(): FirstLook {
  const glance = async () => ((await chrome.storage.session.get(GLANCE_KEY))[GLANCE_KEY] ?? null) as Overview | null;
  return { glance: glance().catch(() => null), overview: look() };
}

/**
 * The stored state, read again and again while the page is in sight; null until it is first read. The background answers out of
 * its store: nothing is kept here that closing the page could lose.
 */
export function useOverview(first?: FirstLook): Overview | null {
  const [overview, show] = useState<Overview | null>(null);
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    let answered = false;
    const take = (answer: Overview | null) => {
      if (answer === null || left) return;
      answered = true;
      show(answer);
    };
    const again = async (asked: Promise<Overview | null>) => {
      take(await asked);
      if (left) return;
      timer = setTimeout(() => void again(document.hidden ? Promise.resolve(null) : look()), LOOK_AGAIN_MS);
    };
    void first?.glance.then((glance) => {
      if (!answered && !left && glance !== null) show(glance);
    });
    void again(first?.overview ?? look());
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [first]);
  return overview;
}

async function look(): Promise<Overview | null> {
  const reply = await sendCommand('status', {}).catch(() => undefined);
  return reply?.ok ? reply.value : null;
}
