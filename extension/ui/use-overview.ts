import { useEffect, useState } from 'preact/hooks';
import { sendCommand } from '../messaging/commands.ts';
import type { Overview } from '../store/overview.ts';

const LOOK_AGAIN_MS = 500;

/** The stored state, kept up to date; null until it is read. */
export function useOverview(): Overview | null {
  const [overview, show] = useState<Overview | null>(null);
  useEffect(() => {
    const look = async () => {
      const reply = await sendCommand('status', {});
      if (reply.ok) show(reply.value);
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return overview;
}
