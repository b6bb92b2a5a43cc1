import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { offerRecords } from '../../reader/records-part.ts';

/** What records, and labels wherever they stand, need besides `read-page.js`, which is injected before it. */
export default defineUnlistedScript(() => {
  offerRecords();
});
