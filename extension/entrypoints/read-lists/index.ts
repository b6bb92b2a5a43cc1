import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { offerLists } from '../../reader/lists-part.ts';

/** What lists need besides `read-page.js`, which is injected before it. */
export default defineUnlistedScript(() => {
  offerLists();
});
