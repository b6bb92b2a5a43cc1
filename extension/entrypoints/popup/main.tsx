import { mount } from '../../ui/mount.tsx';
import { LivePopup } from '../../ui/popup/live-popup.tsx';
import { startLooking } from '../../ui/use-overview.ts';

const first = startLooking();
const inPopup = chrome.extension.getViews({ type: 'popup' }).includes(window);
document.documentElement.classList.toggle('in-tab', !inPopup);
mount(<LivePopup first={first} />);
