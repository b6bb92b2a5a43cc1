import { useState } from 'preact/hooks';
import type { Overview } from '../../store/overview.ts';
import { formatMoment } from '../moments.ts';
import { readerLocale, text } from '../text.ts';
import { Card, Facts } from './card.tsx';
import { ConnectForm } from './connect-form.tsx';
import type { EnrolmentLink } from './enrolment-link.ts';
import { connectedTo } from './welcome.tsx';

interface ConnectionCardProps {
  readonly overview: Overview;
  readonly now: number;
  readonly link: EnrolmentLink | null;
  readonly sending: boolean;
  readonly connect: (address: string, code: string) => void;
}

/** To whom this browser is connected, and the way to another bridge. */
export function ConnectionCard({ overview, now, link, sending, connect }: ConnectionCardProps) {
  const [changing, change] = useState(link !== null);
  const { connection, profile, crmUser } = overview;
  if (connection.state === 'not-enrolled') return null;
  const none = <span class="soft">{text('none_yet')}</span>;
  return (
    <Card title={connectedTo(overview)} tone="good">
      <Facts
        facts={[
          [text('worker'), <bdi dir="ltr">{connection.workerOrigin}</bdi>],
          [text('since'), formatMoment(connection.enrolledAt, now, readerLocale())],
          [text('profile'), profile === null ? none : <bdi>{profile.name}</bdi>],
          [text('crm_user'), crmUser === null ? none : <bdi>{crmUser}</bdi>],
        ]}
      />
      {changing ? (
        <ConnectForm link={link} managedAddress={null} managedCode={false} sending={sending} connect={connect} />
      ) : (
        <button type="button" class="button small" onClick={() => change(true)}>
          {text('connect_another')}
        </button>
      )}
    </Card>
  );
}
