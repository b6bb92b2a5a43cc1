import { mount } from '../../ui/mount.tsx';
import { LivePopup } from '../../ui/popup/live-popup.tsx';

mount(<LivePopup />);
