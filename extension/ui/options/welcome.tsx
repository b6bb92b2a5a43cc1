import type { ComponentChildren } from 'preact';
import type { Explained } from '../../../shared/errors/coded-error.ts';
import type { Overview } from '../../store/overview.ts';
import { headlineOf } from '../popup/headline.ts';
import { say } from '../popup/status-card.tsx';
import { Refusal } from '../refusal.tsx';
import { CheckSymbol } from '../symbols.tsx';
import { text } from '../text.ts';
import { AllowAccess } from './access-card.tsx';
import type { OptionsActions } from './actions.ts';
import { ConnectForm } from './connect-form.tsx';
import { Consent } from './consent.tsx';
import type { EnrolmentLink } from './enrolment-link.ts';

interface WelcomeProps {
  readonly overview: Overview;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly link: EnrolmentLink | null;
  readonly sending: boolean;
  readonly refusal: Explained | null;
  readonly actions: OptionsActions;
}

type Turn = 'ahead' | 'now' | 'done';

/** The first run: connect, allow, sync. Each step opens when the one before is done. */
export function Welcome({ overview, now, link, sending, refusal, actions }: WelcomeProps) {
  const { connection, missingOrigins, profile } = overview;
  const enrolled = connection.state === 'enrolled';
  const agreed = enrolled && connection.agreedAt !== null;
  const nothingToType = !enrolled && connection.managedCode && connection.managedAddress !== null;
  const allowed = agreed && profile !== null && missingOrigins.length === 0;
  const home = profile?.crmOrigins[0];
  return (
    <ol class="welcome" aria-label={text('first_steps')}>
      <WelcomeStep
        number={1}
        turn={agreed ? 'done' : 'now'}
        title={enrolled ? connectedTo(overview) : text(nothingToType ? 'welcome_agree' : 'welcome_connect')}
      >
        {!enrolled && (
          <>
            <ConnectForm
              link={link}
              managedAddress={connection.managedAddress}
              managedCode={connection.managedCode}
              sending={sending}
              connect={actions.connect}
            />
            <Refusal error={refusal} />
          </>
        )}
        {enrolled && !agreed && (
          <>
            <Consent workerOrigin={connection.workerOrigin} />
            <button type="button" class="button primary" onClick={() => actions.agree(missingOrigins)}>
              {text('agree')}
            </button>
          </>
        )}
      </WelcomeStep>
      <WelcomeStep number={2} turn={!agreed ? 'ahead' : allowed ? 'done' : 'now'} title={text('welcome_allow')}>
        {agreed && !allowed && <AllowAccess overview={overview} allow={actions.allow} />}
      </WelcomeStep>
      <WelcomeStep
        number={3}
        turn={!allowed ? 'ahead' : overview.sync?.finishedAt ? 'done' : 'now'}
        title={text('welcome_sync')}
      >
        {allowed && overview.sync !== null && <Progress overview={overview} now={now} />}
        {allowed && (
          <div class="buttons">
            <button type="button" class="button primary" onClick={actions.sync}>
              {text('sync')}
            </button>
            {home !== undefined && (
              <button type="button" class="button" onClick={() => actions.openCrm(home)}>
                {text('open_crm')}
              </button>
            )}
          </div>
        )}
      </WelcomeStep>
    </ol>
  );
}

/** What has come of the press of Sync, in the popup's own words. */
function Progress({ overview, now }: Pick<WelcomeProps, 'overview' | 'now'>) {
  const none = () => {};
  const actions = { allow: none, openCrm: none, openOptions: none, resume: none };
  const { tone, sentence, detail } = say(headlineOf(overview), overview, now, actions);
  return (
    <div role="status" class={`welcome-progress ${tone}`}>
      <p>
        <strong>{sentence}</strong>
      </p>
      <p class="soft">{detail}</p>
      {tone === 'good' && <p class="soft">{text('welcome_pin')}</p>}
    </div>
  );
}

/** “Connected to Northwind Traders”. */
export function connectedTo({ connection }: Overview): string {
  if (connection.state === 'not-enrolled') return '';
  return connection.companyName === null ? text('connected_plain') : text('connected_to', connection.companyName);
}

interface WelcomeStepProps {
  readonly number: number;
  readonly turn: Turn;
  readonly title: string;
  readonly children: ComponentChildren;
}

function WelcomeStep({ number, turn, title, children }: WelcomeStepProps) {
  return (
    <li class={`welcome-step card ${turn}`} aria-current={turn === 'now' ? 'step' : undefined}>
      <h2>
        <span class="welcome-mark">{turn === 'done' ? <CheckSymbol size={15} /> : number}</span>
        <bdi class="clamp" title={title}>
          {title}
        </bdi>
        {turn === 'done' && <span class="unseen">{text('step_state_done')}</span>}
      </h2>
      {children}
    </li>
  );
}
