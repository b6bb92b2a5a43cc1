import { type CrmRecord, textOf } from '../data/records.ts';
import { displayName } from '../data/store.ts';
import { escapeHtml } from '../text/html.ts';
import { type PageContext, visible, word } from './context.ts';

const MOST = 5;

/** What stands under an account: its people and deals, in tables that look like the lists do. */
export const relatedRecords = (context: PageContext, record: CrmRecord): string => {
  if (record.type !== 'ACCOUNT') return '';
  const people = visible(context, context.store.withReference('CONTACT', 'accountId', record.id)).slice(0, MOST);
  const deals = visible(context, context.store.withReference('DEAL', 'accountId', record.id)).slice(0, MOST);
  const personRows = people.map(
    (person) =>
      `<tr><td><font face=Arial size=1><a href="kontakt.asp?id=${person.id}">${escapeHtml(displayName(person))}</a></font><td><font face=Arial size=1>${escapeHtml(textOf(person, 'title'))}</font>`,
  );
  const dealRows = deals.map(
    (deal) =>
      `<tr><td><font face=Arial size=1><a href="#" onClick="openRec('${deal.id}');return false">${escapeHtml(displayName(deal))}</a></font><td><font face=Arial size=1>${escapeHtml(textOf(context.store.getDeletedToo('STAGE', textOf(deal, 'stage')), 'name'))}</font>`,
  );
  const head = (left: string, right: string): string =>
    `<tr bgcolor=#CCCCCC><th align=left><font face=Arial size=1>${left}</font><th align=left><font face=Arial size=1>${right}</font>`;
  return `<br><table width="60%" border=1 cellspacing=0 cellpadding=2 id=tbl_personen>
${head(word(context, 'Contact', 'Kontakt'), word(context, 'Job title', 'Position'))}
${personRows.join('\n')}
</table><br><table width="60%" border=1 cellspacing=0 cellpadding=2 id=tbl_chancen>
${head(word(context, 'Deal', 'Verkaufschance'), word(context, 'Stage', 'Phase'))}
${dealRows.join('\n')}
</table>`;
};
