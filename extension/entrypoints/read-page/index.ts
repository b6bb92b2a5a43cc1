import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { offerPageReader } from '../../page/page-reader-slot.ts';
import { core } from '../../reader/core.ts';

/** What the reading of every page needs: the background injects it beside `reader.js`, only where a page is to be read. */
export default defineUnlistedScript(() => {
  offerPageReader(core);
});
