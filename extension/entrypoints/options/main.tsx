import { mount } from '../../ui/mount.tsx';
import { LiveOptions } from '../../ui/options/live-options.tsx';

mount(<LiveOptions />);
