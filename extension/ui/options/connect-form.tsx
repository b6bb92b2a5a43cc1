import { useId, useState } from 'preact/hooks';
import { text } from '../text.ts';
import { Consent } from './consent.tsx';
import { type EnrolmentLink, readEnrolmentLink } from './enrolment-link.ts';

interface ConnectFormProps {
  /** Fills the form; the person still has to press. */
  readonly link: EnrolmentLink | null;
  /** Where policy names the Worker, no other can be entered. */
  readonly managedAddress: string | null;
  /** Where policy gives the code, too, there is nothing to type. */
  readonly managedCode: boolean;
  readonly sending: boolean;
  readonly connect: (address: string, code: string) => void;
}

/** The Worker's address and an enrolment code, where the data will go in full, and the press that agrees to it. */
export function ConnectForm({ link, managedAddress, managedCode, sending, connect }: ConnectFormProps) {
  const id = useId();
  const [address, setAddress] = useState(managedAddress ?? link?.address ?? '');
  const [code, setCode] = useState(link?.code ?? '');
  const [asked, setAsked] = useState(false);
  const worker = readEnrolmentLink(address);

  const fill = (typed: string) => {
    const pasted = readEnrolmentLink(typed);
    if (pasted?.code == null) return setAddress(typed);
    setAddress(pasted.address);
    setCode(pasted.code);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setAsked(true);
    if (worker !== null && (managedCode || code.trim() !== '') && !sending) connect(worker.address, code.trim());
  };
  const badAddress = asked && worker === null;
  const badCode = asked && !managedCode && code.trim() === '';
  const nothingToType = managedCode && worker !== null;
  return (
    <form class="connect" onSubmit={submit} noValidate>
      {!nothingToType && (
        <>
          <div class="field">
            <label for={`${id}-address`}>{text('worker_address')}</label>
            <input
              id={`${id}-address`}
              type="text"
              inputMode="url"
              dir="ltr"
              autocomplete="off"
              spellcheck={false}
              placeholder="https://crm-bridge.example.workers.dev"
              value={address}
              readOnly={managedAddress !== null}
              aria-invalid={badAddress}
              aria-describedby={`${id}-address-note`}
              onInput={(event) => fill(event.currentTarget.value)}
            />
            <p id={`${id}-address-note`} class={`field-note ${badAddress ? 'wrong' : 'soft'}`}>
              {text(badAddress ? 'address_wrong' : managedAddress === null ? 'address_note' : 'address_managed')}
            </p>
          </div>
          <div class="field">
            <label for={`${id}-code`}>{text('enrolment_code')}</label>
            <input
              id={`${id}-code`}
              type="text"
              dir="ltr"
              autocomplete="off"
              spellcheck={false}
              value={code}
              aria-invalid={badCode}
              aria-describedby={badCode ? `${id}-code-note` : undefined}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
            {badCode && (
              <p id={`${id}-code-note`} class="field-note wrong">
                {text('code_wrong')}
              </p>
            )}
          </div>
        </>
      )}
      <Consent workerOrigin={worker?.address ?? null} />
      <button type="submit" class="button primary" aria-disabled={sending}>
        {text('agree_connect')}
      </button>
    </form>
  );
}
