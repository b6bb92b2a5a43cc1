import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { offerPageReader } from '../../page/page-reader-slot.ts';
import { readPage } from '../../reader/read-page.ts';

/** The larger half of the content script: the background injects it beside the other only where a page is to be read. */
export default defineUnlistedScript(() => {
  offerPageReader(readPage);
});
