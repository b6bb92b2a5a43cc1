import type { Held } from '../../../shared/protocol/messages.ts';
import { objectName } from '../object-names.ts';
import { inReadersLanguage } from '../sentences.ts';
import { formatCount, text } from '../text.ts';

const SHOWN = 20;

/** Each record that waits, with what it waits for. */
export function HeldList({ held }: { readonly held: readonly Held[] }) {
  return (
    <>
      <ul class="rows" aria-label={text('held_records')}>
        {held.slice(0, SHOWN).map((record) => (
          <li key={`${record.objectType} ${record.objectId}`} class="held-record">
            <span class="clip" title={record.objectId}>
              {objectName(record.objectType)} <bdi>{record.objectId}</bdi>
            </span>
            <p class="soft clamp" title={record.reason}>
              <bdi>{inReadersLanguage(record.reason)}</bdi>
            </p>
          </li>
        ))}
      </ul>
      {held.length > SHOWN && <p class="soft">{text('and_more', formatCount(held.length - SHOWN))}</p>}
    </>
  );
}
