import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { BridgeDatabase } from '../../store/database.ts';
import { readRecords } from '../../ui/records/read-records.ts';
import { type Line, readForPage } from '../../ui/records/reading-thread.ts';

/** What the records page's own thread runs. */
export default defineUnlistedScript(() => {
  const db = new BridgeDatabase();
  readForPage(globalThis as unknown as Line, (asked) => readRecords(db, asked));
});
