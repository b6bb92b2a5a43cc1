/** The reader with all of its parts in one, for programs that are no content script. */
import { offerLists } from './lists-part.ts';
import { offerRecords } from './records-part.ts';

offerLists();
offerRecords();

export { readPage } from './read-page.ts';
