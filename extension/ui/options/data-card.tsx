import { useRef } from 'preact/hooks';
import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import type { Overview } from '../../store/overview.ts';
import { formatBytes } from '../moments.ts';
import { objectTypeName } from '../object-names.ts';
import { formatCount, readerLocale, text } from '../text.ts';
import { Card, Facts } from './card.tsx';

interface DataCardProps {
  readonly overview: Overview;
  /** Bytes that the extension's data take on this computer; null where the browser does not say. */
  readonly usedBytes: number | null;
  readonly openRecords: () => void;
  readonly readAll: () => void;
  readonly forgetEverything: () => void;
}

/** What is kept in this browser, and the way to erase it. */
export function DataCard({ overview, usedBytes, openRecords, readAll, forgetEverything }: DataCardProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const held = OBJECT_TYPES.map((type) => (
    <span key={type} class="held-type">
      {objectTypeName(type)} {formatCount(overview.types[type].inCrm)}
    </span>
  ));
  return (
    <Card title={text('stored')}>
      <p>{text('stored_what')}</p>
      <Facts
        facts={[
          [text('records_page'), <span class="held-types">{held}</span>],
          [text('not_sent_yet'), formatCount(overview.outbox.readings)],
          ...(usedBytes === null ? [] : [[text('room_used'), formatBytes(usedBytes, readerLocale())] as const]),
        ]}
      />
      <div class="buttons">
        <button type="button" class="button small" onClick={openRecords}>
          {text('show_records')}
        </button>
        <button type="button" class="button small" onClick={readAll}>
          {text('read_all')}
        </button>
        <button type="button" class="button small danger" onClick={() => dialog.current?.showModal()}>
          {text('forget')}
        </button>
      </div>
      <dialog ref={dialog} class="question" aria-label={text('forget_question')}>
        <h2>{text('forget_question')}</h2>
        <p>{text('forget_means')}</p>
        {overview.outbox.readings > 0 && (
          <p class="wrong">{text('forget_unsent', formatCount(overview.outbox.readings))}</p>
        )}
        <form method="dialog" class="buttons">
          <button type="submit" class="button" autofocus>
            {text('cancel')}
          </button>
          <button type="submit" class="button danger" onClick={forgetEverything}>
            {text('forget_now')}
          </button>
        </form>
      </dialog>
    </Card>
  );
}
