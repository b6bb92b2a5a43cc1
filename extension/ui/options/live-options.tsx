import { useEffect, useState } from 'preact/hooks';
import { requestOrigins } from '../../settings/permissions.ts';
import { openTab } from '../open-tab.ts';
import { useCommand } from '../use-command.ts';
import { useNow } from '../use-now.ts';
import { useOverview } from '../use-overview.ts';
import type { OptionsActions } from './actions.ts';
import { linkOfPage } from './enrolment-link.ts';
import { Options } from './options.tsx';

/** The options page on the stored state, with buttons that act. */
export function LiveOptions() {
  const overview = useOverview();
  const now = useNow(10_000);
  const usedBytes = useRoomUsed();
  const { send, refuse, refusal, sending } = useCommand();
  const [link] = useState(() => linkOfPage(location.hash));
  if (overview === null) return null;
  const allow = async (origins: readonly string[]) => {
    await requestOrigins(origins);
    await send('granted', {});
  };
  const connect = async (address: string, code: string) => {
    const granted = await requestOrigins([address]);
    if (!granted) return refuse('no-host-permission', { origin: address });
    await send('enrol', { address, code });
  };
  const agree = async (origins: readonly string[]) => {
    if (origins.length > 0) await requestOrigins(origins);
    await send('agree', {});
    await send('granted', {});
  };
  const actions: OptionsActions = {
    connect: (address, code) => void connect(address, code),
    agree: (origins) => void agree(origins),
    allow: (origins) => void allow(origins),
    sync: () => void send('sync', {}),
    openCrm: openTab,
    openRecords: () => openTab(chrome.runtime.getURL('/records.html')),
    readAll: () => void send('full-sync', {}),
    save: (settings) => void send('save-settings', { settings }),
    forgetEverything: () => void send('forget-everything', {}).then(() => location.reload()),
    copy: (report) => navigator.clipboard.writeText(report),
  };
  const about = { extensionVersion: chrome.runtime.getManifest().version, browser: navigator.userAgent };
  return <Options {...{ overview, now, about, link, usedBytes, sending, refusal, actions }} />;
}

function useRoomUsed(): number | null {
  const [bytes, tell] = useState<number | null>(null);
  useEffect(() => {
    void navigator.storage.estimate().then(({ usage }) => tell(usage ?? null));
  }, []);
  return bytes;
}
