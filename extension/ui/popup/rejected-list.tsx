import type { Rejected } from '../../../shared/protocol/messages.ts';
import { inFieldWords } from '../field-words.ts';
import { objectName } from '../object-names.ts';
import { OutsideLink } from '../outside-link.tsx';
import { inReadersLanguage } from '../sentences.ts';
import { text } from '../text.ts';

/** As many as a person takes in at once; the records page shows all. */
const SHOWN = 20;

interface RejectedListProps {
  readonly rejected: readonly Rejected[];
  readonly showAll: () => void;
}

/** Each record that will not reach Gong as it is, why, and the page to correct it on. */
export function RejectedList({ rejected, showAll }: RejectedListProps) {
  return (
    <>
      <ul class="rows" aria-label={text('rejected_records')}>
        {rejected.slice(0, SHOWN).map((record) => (
          <li key={`${record.objectType} ${record.objectId}`} class="rejected-record">
            <div class="rejected-head">
              <span class="rejected-name clip" title={record.objectId}>
                {objectName(record.objectType)} <bdi>{record.objectId}</bdi>
              </span>
              <OutsideLink
                to={record.url}
                label={text('open_record_label', objectName(record.objectType), record.objectId)}
              >
                {text('open_record')}
              </OutsideLink>
            </div>
            <p class="reason clamp" title={record.reason}>
              <bdi>{inFieldWords(record.objectType, inReadersLanguage(record.reason))}</bdi>
            </p>
          </li>
        ))}
      </ul>
      {rejected.length > SHOWN && (
        <button type="button" class="button small" onClick={showAll}>
          {text('show_all', rejected.length.toString())}
        </button>
      )}
    </>
  );
}
