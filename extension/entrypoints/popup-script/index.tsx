import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { mount } from '../../ui/mount.tsx';
import { LivePopup } from '../../ui/popup/live-popup.tsx';
import { keptGlance } from '../../ui/use-overview.ts';

/** The popup's script: one file by itself, as each further one would delay the popup by some milliseconds. */
export default defineUnlistedScript(async () => {
  const glance = keptGlance();
  const inPopup = chrome.extension.getViews({ type: 'popup' }).includes(window);
  document.documentElement.classList.toggle('in-tab', !inPopup);
  mount(<LivePopup glance={await glance} />);
});
