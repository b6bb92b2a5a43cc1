import { useCallback, useState } from 'preact/hooks';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { type Details, type Explained, explain } from '../../shared/errors/coded-error.ts';
import { type CommandName, type Commands, sendCommand } from '../messaging/commands.ts';

interface Sending {
  /** Resolves to the reply, or to null after a refusal, which `refusal` then tells. */
  readonly send: <N extends CommandName>(
    name: N,
    parameters: Commands[N]['parameters'],
  ) => Promise<Commands[N]['reply'] | null>;
  /** Tells a refusal that the page itself found. */
  readonly refuse: (code: ErrorCode, details?: Details) => void;
  /** Why the last thing asked for was refused; null when it was not. */
  readonly refusal: Explained | null;
  readonly sending: boolean;
}

/** Sends commands to the background and keeps the last refusal for the page to show. */
export function useCommand(): Sending {
  const [refusal, setRefusal] = useState<Explained | null>(null);
  const [underWay, setUnderWay] = useState(0);
  const send: Sending['send'] = useCallback(async (name, parameters) => {
    setUnderWay((count) => count + 1);
    try {
      // Without a reply the background failed in a way that it has no words for.
      const reply = (await sendCommand(name, parameters)) ?? { ok: false, error: explain('extension-failed') };
      setRefusal(reply.ok ? null : reply.error);
      return reply.ok ? reply.value : null;
    } catch {
      setRefusal(explain('extension-restarted'));
      return null;
    } finally {
      setUnderWay((count) => count - 1);
    }
  }, []);
  const refuse = useCallback((code: ErrorCode, details?: Details) => setRefusal(explain(code, details)), []);
  return { send, refuse, refusal, sending: underWay > 0 };
}
