import { useState } from 'preact/hooks';
import type { Explained } from '../../../shared/errors/coded-error.ts';
import type { Overview } from '../../store/overview.ts';
import { formatMoment } from '../moments.ts';
import { Refusal } from '../refusal.tsx';
import { BridgeMark } from '../symbols.tsx';
import { readerLocale, text } from '../text.ts';
import { AccessCard } from './access-card.tsx';
import type { OptionsActions } from './actions.ts';
import { Card } from './card.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { DataCard } from './data-card.tsx';
import { type About, diagnosticsOf } from './diagnostics.ts';
import { DiagnosticsCard } from './diagnostics-card.tsx';
import type { EnrolmentLink } from './enrolment-link.ts';
import { ReadingCard } from './reading-card.tsx';
import { Welcome } from './welcome.tsx';

interface OptionsProps {
  readonly overview: Overview;
  readonly now: number;
  readonly about: About;
  readonly link: EnrolmentLink | null;
  readonly usedBytes: number | null;
  readonly sending: boolean;
  readonly refusal: Explained | null;
  readonly actions: OptionsActions;
}

/** Options, and until this browser has synced for the first time, the first run. */
export function Options(props: OptionsProps) {
  const { overview, now, about, link, usedBytes, sending, refusal, actions } = props;
  // Who came through the first run sees it to its end, though it is over with the first sync.
  const [firstRun, begin] = useState(startsAnew(overview));
  const enrolled = overview.connection.state === 'enrolled';
  // Everything is forgotten: the way back is the way in.
  if (!enrolled && !firstRun) begin(true);
  const shared = { overview, link, sending };
  return (
    <main class="page">
      <header class="page-top">
        <BridgeMark size={44} />
        <div>
          <h1>{text(firstRun ? 'welcome' : 'options')}</h1>
          <p class="soft">{text(firstRun ? 'welcome_what' : 'product_long')}</p>
        </div>
      </header>
      {firstRun ? (
        <Welcome {...shared} now={now} refusal={refusal} actions={actions} />
      ) : (
        <ConnectionCard {...shared} now={now} connect={actions.connect} />
      )}
      {enrolled && <Refusal error={refusal} />}
      {!firstRun && <AccessCard overview={overview} allow={actions.allow} />}
      <PrivacyCard overview={overview} now={now} />
      {!firstRun && (
        <ReadingCard settings={overview.settings} managed={overview.policy?.keys ?? []} save={actions.save} />
      )}
      {enrolled && (
        <DataCard
          overview={overview}
          usedBytes={usedBytes}
          openRecords={actions.openRecords}
          readAll={actions.readAll}
          forgetEverything={actions.forgetEverything}
        />
      )}
      <DiagnosticsCard report={diagnosticsOf(overview, about)} copy={actions.copy} />
      <footer class="soft">{text('version', about.extensionVersion)}</footer>
    </main>
  );
}

/** Not connected, not agreed, or never synced: the way to the first sync is all that counts. */
function startsAnew({ connection, sync }: Overview): boolean {
  return connection.state === 'not-enrolled' || connection.agreedAt === null || sync === null;
}

/** What is read and where it goes, in the same words before and after the first press, and since when it is agreed. */
function PrivacyCard({ overview: { connection }, now }: Pick<OptionsProps, 'overview' | 'now'>) {
  const agreedAt = connection.state === 'enrolled' ? connection.agreedAt : null;
  return (
    <Card title={text('privacy')}>
      <ul class="points">
        <li>{text('privacy_reads')}</li>
        <li>{text('privacy_goes')}</li>
        <li>{text('privacy_never')}</li>
      </ul>
      {agreedAt !== null && <p class="soft">{text('agreed_at', formatMoment(agreedAt, now, readerLocale()))}</p>}
    </Card>
  );
}
