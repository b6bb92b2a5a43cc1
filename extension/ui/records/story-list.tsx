import type { StoryAnswer } from '../../../shared/protocol/messages.ts';
import { formatMoment } from '../moments.ts';
import { inReadersLanguage } from '../sentences.ts';
import { readerLocale, type TextKey, text } from '../text.ts';

/** `asks`: on its way; `unheard`: the Worker did not answer; null: it knows nothing of the record. */
export type Story = StoryAnswer | 'asks' | 'unheard' | null;

type Version = StoryAnswer['versions'][number];

const STATE_TEXTS: Record<Version['state'], TextKey> = {
  pending: 'version_pending',
  'in-flight': 'version_in_flight',
  confirmed: 'version_confirmed',
  rejected: 'version_rejected',
  superseded: 'version_superseded',
};
const TONES: Record<Version['state'], string> = {
  pending: 'busy',
  'in-flight': 'busy',
  confirmed: 'good',
  rejected: 'bad',
  superseded: 'quiet',
};

/** Every version of a record that the bridge keeps, and what Gong said of it. */
export function StoryList({ story, now }: { readonly story: Story; readonly now: number }) {
  const when = (instant: string) => formatMoment(instant, now, readerLocale());
  if (story === 'asks') return <p class="soft">{text('story_asks')}</p>;
  if (story === 'unheard') return <p class="soft">{text('story_unheard')}</p>;
  if (story === null || story.versions.length === 0) return <p class="soft">{text('story_none')}</p>;
  return (
    <>
      {story.inGongSince !== null && <p class="soft">{text('story_since', when(story.inGongSince))}</p>}
      <ol class="versions" aria-label={text('version_newest_first')}>
        {story.versions.map((version) => (
          <li key={version.version} title={version.clientRequestId ?? undefined}>
            <p class="version-head">
              <span class={`word ${TONES[version.state]}`}>{text(STATE_TEXTS[version.state])}</span>
              <span>
                {version.kind === 'delete' ? text('version_deletion') : text('version_of', when(version.modifiedDate))}
              </span>
            </p>
            <p class="soft">{courseOf(version, when)}</p>
            <Said said={version.reason ?? version.held} />
          </li>
        ))}
      </ol>
    </>
  );
}

function courseOf({ sentAt, settledAt, gongStatus }: Version, when: (instant: string) => string): string {
  const parts = [
    sentAt === null ? '' : text('version_sent', when(sentAt)),
    settledAt === null ? '' : text('version_settled', when(settledAt)),
    gongStatus === null ? '' : `Gong: ${gongStatus}`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function Said({ said }: { readonly said: string | null }) {
  if (said === null) return null;
  return (
    <p class="wrap">
      <bdi>{inReadersLanguage(said).slice(0, 2000)}</bdi>
    </p>
  );
}
