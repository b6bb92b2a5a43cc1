import { once } from 'node:events';
import { createFakeGong, type FakeGongControls } from './fake.ts';
import { watchLateness } from './lateness.ts';
import { serve } from './server.ts';
import type { FakeGongOptions } from './settings.ts';

export type { FakeGongOptions } from './settings.ts';

/** A fake Gong that answers HTTP. */
export type FakeGong = FakeGongControls & {
  /** Base URL without a path, e.g. `http://127.0.0.1:34567`; also where `/__control/` is. */
  url: string;
  accessKey: string;
  accessKeySecret: string;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
};

/**
 * Starts a faithful fake of Gong's CRM API on 127.0.0.1: strict by default, with a clock that can be pushed forward, faults
 * on demand, and a list of the rules that its callers broke.
 */
export async function startFakeGong(options: FakeGongOptions = {}): Promise<FakeGong> {
  const { company, ...controls } = createFakeGong(options);
  // On a clock of the test's own, calls come when that clock says.
  const lateness = options.clock === undefined ? watchLateness(Date.now) : undefined;
  const server = await serve(company, controls, options.port ?? 0, lateness);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake Gong has no port');
  company.baseUrl = `http://127.0.0.1:${address.port}`;
  return {
    ...controls,
    url: company.baseUrl,
    accessKey: company.settings.accessKey,
    accessKeySecret: company.settings.accessKeySecret,
    close: async () => {
      lateness?.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
