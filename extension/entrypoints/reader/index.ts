import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { ReaderMessage, WakeMessage, WakeReply } from '../../messaging/reader-channel.ts';
import { observePage } from '../../page/capture.ts';
import { PageReader } from '../../page/page-reader.ts';
import { offerBase } from '../../page/page-reader-slot.ts';
import { base } from '../../reader/base.ts';

/** The content script that every page of the CRM gets: it knows how to ask and fetch. It is registered for the CRM's origins once they are known, and injected into tabs that were open before. */
export default defineUnlistedScript(() => {
  const runtime = chrome.runtime;
  const global = globalThis as typeof globalThis & { stopBridgeReader?: () => void };
  // The newest instance in a page takes over: an older one may belong to an extension that was updated meanwhile.
  global.stopBridgeReader?.();
  offerBase(base);

  const send = (message: ReaderMessage): Promise<unknown> => runtime.sendMessage(message);
  const reader = new PageReader({
    send,
    alive: () => runtime.id !== undefined,
    now: Date.now,
    address: () => location.href,
  });
  const awake = (message: WakeMessage, _: unknown, reply: (reply: WakeReply) => void) => {
    if (message?.channel !== 'background' || message.name !== 'wake') return;
    reply({ awake: true });
    void reader.wake(message);
  };
  runtime.onMessage.addListener(awake);

  let stopObserving = () => {};
  global.stopBridgeReader = () => {
    reader.stop();
    stopObserving();
    runtime.onMessage?.removeListener(awake);
  };
  void reader.hello(true).then(() => {
    stopObserving = observePage({
      plan: () => reader.capturePlan(),
      send: (profileVersion, readings, loadedAt) => {
        void send({ channel: 'reader', name: 'captured', profileVersion, readings, loadedAt }).catch(() => undefined);
      },
      now: Date.now,
    });
  });
});
