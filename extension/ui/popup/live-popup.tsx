import type { Explained } from '../../../shared/errors/coded-error.ts';
import { requestOrigins } from '../../settings/permissions.ts';
import type { Overview } from '../../store/overview.ts';
import { openTab } from '../open-tab.ts';
import { useCommand } from '../use-command.ts';
import { LONG_MS, useLater, useNow } from '../use-now.ts';
import { useOverview } from '../use-overview.ts';
import type { PopupActions } from './actions.ts';
import { EmptyPopup, Popup } from './popup.tsx';

/** The popup on the stored state, with buttons that act; `glance` until that is read. */
export function LivePopup({ glance }: { readonly glance: Overview | null }) {
  const overview = useOverview(glance);
  const now = useNow(1000);
  const waitsLong = useLater(LONG_MS);
  const { send, refusal } = useCommand();
  if (overview === null) return <EmptyPopup sync={() => void send('sync', {})} preparing={waitsLong} />;
  const allow = async (origins: readonly string[]) => {
    await requestOrigins(origins);
    await send('granted', {});
  };
  const actions: PopupActions = {
    // The permission prompt must open inside this click; the sync waits in the background until it is answered.
    sync: () => {
      if (overview.missingOrigins.length > 0) void allow(overview.missingOrigins);
      void send('sync', {});
    },
    allow: (origins) => void allow(origins),
    openCrm: openTab,
    openOptions: () => openTab(chrome.runtime.getURL('/options.html')),
    openRecords: (query = '') => openTab(chrome.runtime.getURL(`/records.html${query === '' ? '' : `?${query}`}`)),
    pause: () => void send('pause', {}),
    resume: () => void send('resume', {}),
  };
  return <Popup overview={withRefusal(overview, refusal, now)} now={now} actions={actions} />;
}

/** A command that the background refused is told like any other trouble, unless there is one already. */
function withRefusal(overview: Overview, refusal: Explained | null, now: number): Overview {
  if (refusal === null || overview.trouble !== null) return overview;
  const since = new Date(now).toISOString();
  return { ...overview, trouble: { ...refusal, needsPerson: true, since, until: null } };
}
