import type { ComponentChildren } from 'preact';
import type { Overview } from '../../store/overview.ts';
import { BridgeMark, GearSymbol, ListSymbol, PauseSymbol, PlaySymbol, SyncSymbol } from '../symbols.tsx';
import { formatCount, text } from '../text.ts';
import type { PopupActions } from './actions.ts';
import { HeldList } from './held-list.tsx';
import { ProblemList } from './problem-list.tsx';
import { problemGroups } from './problems.ts';
import { RejectedList } from './rejected-list.tsx';
import { StatusCard, StatusWords } from './status-card.tsx';
import { STEPS_AHEAD, stepsOf } from './steps.ts';
import { StepsList } from './steps-list.tsx';
import { TypeTable } from './type-table.tsx';
import { UploadList } from './upload-list.tsx';

interface PopupProps {
  readonly overview: Overview;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly actions: PopupActions;
}

/** The toolbar popup: a pure view of what is stored. */
export function Popup({ overview, now, actions }: PopupProps) {
  const problems = problemGroups(overview);
  const { uploads, rejected, held } = overview;
  const support = overview.policy?.supportText ?? null;
  return (
    <>
      <Header overview={overview} actions={actions} />
      <main>
        <StatusCard overview={overview} now={now} actions={actions} />
        <StepsList steps={stepsOf(overview)} />
        <TypeTable types={overview.types} />
        {problems.length > 0 && (
          <Section title={text('problems')} count={problems.length}>
            <ProblemList groups={problems} />
            {support !== null && <p class="soft support wrap">{text('help_from', support)}</p>}
          </Section>
        )}
        {rejected.length > 0 && (
          <Section title={text('rejected_records')} count={rejected.length}>
            <RejectedList rejected={rejected} showAll={() => actions.openRecords('state=rejected')} />
          </Section>
        )}
        {held.length > 0 && (
          <Section title={text('held_records')} count={held.length}>
            <HeldList held={held} />
          </Section>
        )}
        {uploads.length > 0 && (
          <Section title={text('uploads')} count={uploads.length}>
            <UploadList uploads={uploads} now={now} />
          </Section>
        )}
      </main>
    </>
  );
}

interface EmptyPopupProps extends Pick<PopupActions, 'sync'> {
  /** The stored state is long in coming. */
  readonly preparing: boolean;
}

/** What can be shown at once, before anything of the stored state is known: the popup's own shape, with a button that works. */
export function EmptyPopup({ sync, preparing }: EmptyPopupProps) {
  return (
    <>
      <header class="top">
        <BridgeMark />
        <h1>{text('product')}</h1>
      </header>
      <main aria-busy="true">
        <section class={preparing ? 'status busy' : 'status'}>
          <div class="status-room">
            <StatusWords
              said={
                preparing
                  ? {
                      sentence: text('state_preparing'),
                      detail: text('state_preparing_next'),
                      symbol: <span class="spinner" />,
                    }
                  : null
              }
            />
          </div>
          <div class="status-buttons">
            <button type="button" class="button primary" onClick={sync}>
              <SyncSymbol />
              {text('sync')}
            </button>
          </div>
        </section>
        <StepsList steps={STEPS_AHEAD} />
        <TypeTable types={null} />
      </main>
    </>
  );
}

function Header({ overview, actions }: Pick<PopupProps, 'overview' | 'actions'>) {
  const company = overview.connection.state === 'enrolled' ? overview.connection.companyName : null;
  return (
    <header class="top">
      <BridgeMark />
      <h1 class="clip">
        {text('product')}
        {company !== null && (
          <span class="company soft clip" title={company}>
            <bdi>{company}</bdi>
          </span>
        )}
      </h1>
      <IconButton
        label={text(overview.paused ? 'resume' : 'pause')}
        run={overview.paused ? actions.resume : actions.pause}
      >
        {overview.paused ? <PlaySymbol size={18} /> : <PauseSymbol size={18} />}
      </IconButton>
      <IconButton label={text('records_page')} run={() => actions.openRecords()}>
        <ListSymbol size={18} />
      </IconButton>
      <IconButton label={text('options')} run={actions.openOptions}>
        <GearSymbol size={18} />
      </IconButton>
    </header>
  );
}

function IconButton(props: { readonly label: string; readonly run: () => void; readonly children: ComponentChildren }) {
  return (
    <button type="button" class="icon-button" aria-label={props.label} title={props.label} onClick={props.run}>
      {props.children}
    </button>
  );
}

function Section(props: { readonly title: string; readonly count: number; readonly children: ComponentChildren }) {
  return (
    <section class="section">
      <h2>
        {props.title} <span class="soft">{formatCount(props.count)}</span>
      </h2>
      {props.children}
    </section>
  );
}
