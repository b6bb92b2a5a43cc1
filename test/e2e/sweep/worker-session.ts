import type { BrowserContext, CDPSession } from '@playwright/test';
import type { LaunchedBrowser } from '../../browser/launch.ts';

/** DevTools' own connection to the extension's service worker, which Playwright offers for pages only. */
interface WorkerSession {
  send(method: string, params?: object): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** @throws Error when no service worker of the extension runs. */
async function workerSession(context: BrowserContext, extensionId: string): Promise<WorkerSession> {
  const cdp = await context.browser()?.newBrowserCDPSession();
  if (!cdp) throw new Error('the browser offers no connection of its own');
  const { targetInfos } = await cdp.send('Target.getTargets');
  const target = targetInfos.find(({ type, url }) => type === 'service_worker' && url.includes(extensionId));
  if (!target) throw new Error('no service worker of the extension runs');
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId: target.targetId, flatten: false });
  return overMessages(cdp, sessionId);
}

function overMessages(cdp: CDPSession, sessionId: string): WorkerSession {
  const waiting = new Map<number, (answer: Answer) => void>();
  let sent = 0;
  cdp.on('Target.receivedMessageFromTarget', (event) => {
    const answer: Answer = JSON.parse(event.message);
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  return {
    async send(method, params = {}) {
      const id = ++sent;
      const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
      await cdp.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) });
      const { result, error } = await answered;
      waiting.delete(id);
      if (error) throw new Error(`${method}: ${error.message}`);
      return result ?? {};
    },
    close: () => cdp.detach(),
  };
}

/** Bytes that the extension's service worker really uses, after a garbage collection. */
export async function heapUsed({
  context,
  extensionId,
}: Pick<LaunchedBrowser, 'context' | 'extensionId'>): Promise<number> {
  const session = await workerSession(context, extensionId);
  try {
    await session.send('HeapProfiler.collectGarbage');
    return Number((await session.send('Runtime.getHeapUsage'))['usedSize']);
  } finally {
    await session.close();
  }
}
