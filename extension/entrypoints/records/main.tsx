import { BridgeDatabase } from '../../store/database.ts';
import { mount } from '../../ui/mount.tsx';
import { LiveRecords } from '../../ui/records/live-records.tsx';
import { readRecords } from '../../ui/records/read-records.ts';
import { readInThread } from '../../ui/records/reading-thread.ts';
import { RecordSource } from '../../ui/records/record-source.ts';

const db = new BridgeDatabase();
const read = readInThread(
  () => new Worker('/records-reading.js'),
  (asked, come) => readRecords(db, asked, come),
);
mount(<LiveRecords source={new RecordSource(db, read)} />);
