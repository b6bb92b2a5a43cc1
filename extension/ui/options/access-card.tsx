import type { Overview } from '../../store/overview.ts';
import { CheckSymbol } from '../symbols.tsx';
import { text } from '../text.ts';
import { Card } from './card.tsx';

interface AllowAccessProps {
  readonly overview: Overview;
  readonly allow: (origins: readonly string[]) => void;
}

/** Which sites are still to be allowed, why, and the button that asks the browser. */
export function AllowAccess({ overview, allow }: AllowAccessProps) {
  const { missingOrigins, profile } = overview;
  if (profile === null && missingOrigins.length === 0) return <p class="soft">{text('waits_for_profile')}</p>;
  return (
    <div class="allow">
      <p>{text('allow_why')}</p>
      <ul class="sites">
        {missingOrigins.map((origin) => (
          <li key={origin} class="wrap" dir="ltr">
            {origin}
          </li>
        ))}
      </ul>
      <button type="button" class="button primary" onClick={() => allow(missingOrigins)}>
        {text('allow')}
      </button>
    </div>
  );
}

/** The sites that the extension reads and sends to, and whether the browser lets it. */
export function AccessCard({ overview, allow }: AllowAccessProps) {
  const { connection, profile, missingOrigins } = overview;
  const worker = connection.state === 'enrolled' ? [connection.workerOrigin] : [];
  const wanted = [...worker, ...(profile?.crmOrigins ?? [])];
  const granted = wanted.filter((origin) => !missingOrigins.includes(origin));
  return (
    <Card title={text('access')} {...(missingOrigins.length > 0 ? { tone: 'attention' as const } : {})}>
      <ul class="sites">
        {granted.map((origin) => (
          <li key={origin} class="granted">
            <CheckSymbol size={14} />
            <span class="wrap" dir="ltr">
              {origin}
            </span>
            <span class="soft">{text(worker.includes(origin) ? 'site_worker' : 'site_crm')}</span>
          </li>
        ))}
      </ul>
      {(missingOrigins.length > 0 || profile === null) && <AllowAccess overview={overview} allow={allow} />}
    </Card>
  );
}
