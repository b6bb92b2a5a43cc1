import type { ObjectType } from '../data/records.ts';
import { displayName } from '../data/store.ts';
import { recordPath } from '../data/truth.ts';
import { escapeHtml } from '../text/html.ts';
import { fullPage } from './chrome.ts';
import { type PageAnswer, type PageContext, visible, word } from './context.ts';
import { showTime } from './formats.ts';

const SHOWN: readonly ObjectType[] = ['ACCOUNT', 'CONTACT', 'DEAL', 'LEAD'];

/** `haupt.asp`: what was changed last, all types mixed in one table. */
export const startPage = (context: PageContext): PageAnswer => {
  const rows = SHOWN.flatMap((type) => visible(context, context.store.sorted(type, 'modified', true).slice(0, 3))).map(
    (record) =>
      `<tr><td><font face=Arial size=1><a href="${recordPath(record.type, record.id).slice(1)}">${escapeHtml(displayName(record))}</a></font><td><font face=Arial size=1>${showTime(record.modified, context.viewer)}</font>`,
  );
  const body = `<font face=Arial size=2><b>${word(context, 'Changed last', 'Zuletzt geändert')}</b></font>
<table id=tbl_start border=0 cellspacing=1 cellpadding=2>
${rows.join('\n')}
</table>`;
  return { kind: 'other', html: fullPage(context.viewer, 'Start', body) };
};
