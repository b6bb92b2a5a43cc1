import type { ComponentChildren } from 'preact';
import type { Overview } from '../../store/overview.ts';
import type { Trouble } from '../../store/sync-result.ts';
import { errorWords } from '../error-words.ts';
import { formatDuration, formatMoment } from '../moments.ts';
import { AttentionSymbol, CheckSymbol, LinkSymbol, PauseSymbol, SyncSymbol } from '../symbols.tsx';
import { formatCount, plural, readerLocale, text, textLanguage } from '../text.ts';
import type { PopupActions } from './actions.ts';
import { type Headline, headlineOf } from './headline.ts';
import { PageProgress } from './page-progress.tsx';

interface StatusCardProps {
  readonly overview: Overview;
  readonly now: number;
  readonly actions: PopupActions;
}

type Tone = 'quiet' | 'busy' | 'good' | 'attention';

interface Said {
  readonly tone: Tone;
  readonly sentence: string;
  readonly detail: string;
  readonly symbol: ComponentChildren;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** The state in one sentence, what to do next, and the one button. */
export function StatusCard({ overview, now, actions }: StatusCardProps) {
  const headline = headlineOf(overview);
  const said = say(headline, overview, now, actions);
  const underWay = overview.sync !== null && overview.sync.phase !== 'finished' && said.tone === 'busy';
  // What waits for something may be told to try again.
  const busy = underWay && overview.trouble === null && overview.sync?.trouble == null;
  return (
    <section class={`status ${said.tone}`} aria-label={text('status')}>
      <div class="status-room">
        <StatusWords said={said} />
        <PageProgress progress={overview.progress} shown={headline.state === 'reading'} />
      </div>
      <div class="status-buttons">
        <button
          type="button"
          class={`button ${said.action === undefined ? 'primary' : ''}`}
          aria-disabled={busy}
          onClick={() => {
            if (!busy) actions.sync();
          }}
        >
          <SyncSymbol />
          {text('sync')}
        </button>
        {said.action !== undefined && (
          <button type="button" class="button primary" onClick={said.action.run}>
            {said.action.label}
          </button>
        )}
      </div>
    </section>
  );
}

/** The sentence and what it means; null: nothing yet, in a place where a sentence that comes is read aloud. */
export function StatusWords({ said }: { readonly said: Pick<Said, 'sentence' | 'detail' | 'symbol'> | null }) {
  return (
    <div class="status-words">
      {said !== null && <span class="status-symbol">{said.symbol}</span>}
      <div role="status" class="status-text">
        {said !== null && (
          <>
            <p class="status-sentence clamp">{said.sentence}</p>
            <p class="status-detail clamp">{said.detail}</p>
          </>
        )}
      </div>
    </div>
  );
}

/** The state in words, with the button that does what it asks for. */
export function say(
  headline: Headline,
  overview: Overview,
  now: number,
  actions: Pick<PopupActions, 'allow' | 'openCrm' | 'openOptions' | 'resume'>,
): Said {
  const since = (instant: string) => formatMoment(instant, now, readerLocale());
  switch (headline.state) {
    case 'connect':
      return {
        tone: 'attention',
        sentence: text('state_connect'),
        detail: text(nothingToType(overview) ? 'state_connect_set' : 'state_connect_next'),
        symbol: <LinkSymbol size={18} />,
        action: { label: text('connect'), run: actions.openOptions },
      };
    case 'agree':
      return {
        tone: 'attention',
        sentence: text('state_agree'),
        detail: text('state_agree_next'),
        symbol: <LinkSymbol size={18} />,
        action: { label: text('state_agree_look'), run: actions.openOptions },
      };
    case 'allow':
      return {
        tone: 'attention',
        sentence: text('state_allow', headline.origins.map(hostOf).join(', ')),
        detail: text('state_allow_next'),
        symbol: <AttentionSymbol size={18} />,
        action: { label: text('allow'), run: () => actions.allow(headline.origins) },
      };
    case 'trouble':
      return sayTrouble(headline.trouble, overview, now, actions);
    case 'rests':
      return {
        ...sayTrouble(headline.trouble, overview, now, actions),
        tone: 'quiet',
        symbol: <PauseSymbol size={18} />,
      };
    case 'paused':
      return {
        tone: 'quiet',
        sentence: text('state_paused'),
        detail: text('state_paused_next'),
        symbol: <PauseSymbol size={18} />,
        action: { label: text('resume'), run: actions.resume },
      };
    case 'reading':
    case 'sending':
    case 'processing':
      return {
        tone: 'busy',
        sentence: text(`state_${headline.state}`),
        detail: headline.trouble === null ? text(`state_${headline.state}_next`) : waitingFor(headline.trouble, now),
        symbol: <span class="spinner" />,
      };
    case 'fix':
      return {
        tone: 'attention',
        sentence: plural('state_fix', headline.records),
        detail: text('state_fix_next'),
        symbol: <AttentionSymbol size={18} />,
      };
    case 'on-its-way':
      return {
        tone: 'quiet',
        sentence: plural('state_waiting', headline.records),
        detail: headline.held > 0 ? plural('state_held', headline.held) : text('state_waiting_next'),
        symbol: <PauseSymbol size={18} />,
      };
    case 'up-to-date':
      return {
        tone: 'good',
        sentence: text('state_up_to_date', since(headline.since)),
        detail: headline.nothingNew ? text('state_nothing_new') : text('state_up_to_date_next'),
        symbol: <CheckSymbol size={18} />,
      };
    case 'never':
      return {
        tone: 'quiet',
        sentence: text('state_never'),
        detail: text('state_never_next'),
        symbol: <SyncSymbol size={18} />,
      };
  }
}

/** Whether policy gives both the address and a code. */
const nothingToType = ({ connection }: Overview) =>
  connection.state === 'not-enrolled' && connection.managedCode && connection.managedAddress !== null;

type SaidActions = Parameters<typeof say>[3];

function sayTrouble(trouble: Trouble, overview: Overview, now: number, actions: SaidActions): Said {
  const words = errorWords(trouble);
  const action = actionFor(trouble, overview, actions);
  return {
    tone: 'attention',
    sentence: words.what,
    detail: isSoonOver(trouble, now) ? waitingFor(trouble, now) : nextStep(trouble, words.next, overview),
    symbol: <AttentionSymbol size={18} />,
    ...(action === undefined ? {} : { action }),
  };
}

/** Where the step is to ask IT, the company's own words say whom. */
function nextStep(trouble: Trouble, words: string, overview: Overview): string {
  const support = overview.policy?.supportText;
  return support && /\bIT\b/.test(trouble.next) ? `${words} ${support}` : words;
}

/** The button that does what the trouble's next step says, where a button can. */
function actionFor(trouble: Trouble, overview: Overview, actions: SaidActions): Said['action'] {
  switch (trouble.code) {
    case 'no-host-permission': {
      const origins = trouble.origins ?? overview.missingOrigins;
      return { label: text('allow'), run: () => actions.allow(origins) };
    }
    case 'crm-signed-out':
    case 'crm-tab-closed':
    case 'crm-unreachable': {
      const home = overview.profile?.crmOrigins[0];
      return home === undefined ? undefined : { label: text('open_crm'), run: () => actions.openCrm(home) };
    }
    case 'not-enrolled':
    case 'device-revoked':
    case 'worker-address-invalid':
    case 'worker-address-wrong':
    case 'crm-clock-back':
      return { label: text('open_options'), run: actions.openOptions };
    default:
      return undefined;
  }
}

const LONGEST_WAIT_MS = 48 * 3600_000;

/** Whether it ends by itself before anybody would rather do something. */
function isSoonOver({ until }: Trouble, now: number): boolean {
  return until !== null && Date.parse(until) - now < LONGEST_WAIT_MS;
}

function waitingFor(trouble: Trouble, now: number): string {
  const { what, next } = errorWords(trouble);
  const left = trouble.until === null ? 0 : Date.parse(trouble.until) - now;
  return left > 0 && isSoonOver(trouble, now)
    ? `${what} ${text('goes_on_in', formatDuration(left, textLanguage()))}`
    : `${what} ${next}`;
}

function hostOf(origin: string): string {
  return URL.parse(origin)?.host ?? origin;
}

/** “112 of 250”, “112”. */
export function outOf(done: number, of: number | null): string {
  return of === null ? formatCount(done) : text('out_of', formatCount(done), formatCount(of));
}
