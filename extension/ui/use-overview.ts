import { useLayoutEffect, useState } from 'preact/hooks';
import { sendCommand } from '../messaging/commands.ts';
import { GLANCE_KEY } from '../store/glance.ts';
import type { Overview } from '../store/overview.ts';

const LOOK_AGAIN_MS = 400;
/** A page that is not drawn, because it is out of sight, waits no longer than this for its first frame. */
const FIRST_FRAME_MS = 100;

/**
 * The state as the background last kept it, without anything out of records: there in a few milliseconds. Null where it kept none, as in the
 * first moment after the browser's start.
 */
export async function keptGlance(): Promise<Overview | null> {
  const kept = await chrome.storage.session.get(GLANCE_KEY).catch(() => ({}) as Record<string, unknown>);
  return (kept[GLANCE_KEY] ?? null) as Overview | null;
}

/**
 * The stored state, read again and again while the page is in sight; `glance` until it is first read. The background answers out of
 * its store: nothing is kept here that closing the page could lose.
 */
export function useOverview(glance: Overview | null = null): Overview | null {
  const [overview, show] = useState(glance);
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const again = async () => {
      const answer = document.hidden ? null : await look();
      if (left) return;
      if (answer !== null) show(answer);
      timer = setTimeout(again, LOOK_AGAIN_MS);
    };
    // Answering takes the background some work, which would keep a page that has something to show from showing it.
    void (glance === null ? again() : firstFrame().then(again));
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [glance]);
  return overview;
}

async function look(): Promise<Overview | null> {
  const reply = await sendCommand('status', {}).catch(() => undefined);
  return reply?.ok ? reply.value : null;
}

/** Resolves when the page has drawn what it has. */
function firstFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, FIRST_FRAME_MS);
  });
}
