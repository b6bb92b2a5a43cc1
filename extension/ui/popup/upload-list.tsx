import type { UploadStatus } from '../../../shared/protocol/messages.ts';
import { formatAge, formatBytes } from '../moments.ts';
import { objectTypeName } from '../object-names.ts';
import { plural, readerLocale, text, textLanguage } from '../text.ts';

interface UploadListProps {
  readonly uploads: readonly UploadStatus[];
  readonly now: number;
}

const TONE: Record<UploadStatus['status'], string> = {
  SENDING: 'busy',
  PENDING: 'busy',
  IN_PROGRESS: 'busy',
  DONE: 'good',
  FAILED: 'bad',
  REFUSED: 'bad',
};

/** Each file sent to Gong, with Gong's own word for how it stands and how old it is. */
export function UploadList({ uploads, now }: UploadListProps) {
  return (
    <ul class="rows uploads" aria-label={text('uploads')}>
      {uploads.map((upload) => (
        <li key={upload.clientRequestId} class="upload" title={upload.clientRequestId}>
          <span class="upload-type clip">
            {upload.kind === 'delete'
              ? text('deletions_of', objectTypeName(upload.objectType))
              : objectTypeName(upload.objectType)}
          </span>
          <span class="upload-size soft">
            {plural('records', upload.records)} · {formatBytes(upload.bytes, readerLocale())}
          </span>
          <span class={`word ${TONE[upload.status]}`}>{upload.status}</span>
          <span class="upload-age soft">{formatAge(upload.settledAt ?? upload.sentAt, now, textLanguage())}</span>
        </li>
      ))}
    </ul>
  );
}
