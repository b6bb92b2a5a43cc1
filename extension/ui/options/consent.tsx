import { text } from '../text.ts';

/** What is read and where it goes, with the Worker's host in full; null = not known yet. Whoever presses the button below agrees to it. */
export function Consent({ workerOrigin }: { readonly workerOrigin: string | null }) {
  const host = workerOrigin === null ? null : (URL.parse(workerOrigin)?.host ?? workerOrigin);
  return (
    <div class="consent">
      <p>{text('consent_reads')}</p>
      <p class="consent-goes">
        {text('consent_goes')}{' '}
        <strong class="host wrap" dir="ltr">
          {host ?? '…'}
        </strong>
      </p>
      <p class="soft">{text('consent_press')}</p>
    </div>
  );
}
