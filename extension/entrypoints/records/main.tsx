import { mount } from '../../ui/mount.tsx';
import { LiveRecords } from '../../ui/records/live-records.tsx';
import { RecordSource } from '../../ui/records/record-source.ts';

mount(<LiveRecords source={new RecordSource()} />);
