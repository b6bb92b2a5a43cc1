/** @jsxImportSource hono/jsx */
import type { FC } from 'hono/jsx';
import type { ConsoleContext } from '../frame.ts';
import { Badge, Code, Moment, PostButton, Table } from './pieces.tsx';
import { numberText } from './words.ts';

const DECIDE = '/console/profiles/decide';

interface Rollout {
  readonly version: string;
  readonly before: string;
  readonly state: 'first' | 'all' | 'halted';
  readonly startedAt: string;
  readonly decidedAt: string | null;
  readonly reason: string | null;
}

interface Running extends Rollout {
  readonly devices: number;
  /** Of them, those that have not been able to prove their login since. */
  readonly signedOut: number;
  readonly places: number;
}

/** How the newest version spreads, while that is not decided or has gone wrong. */
export const RolloutCard: FC<{
  c: ConsoleContext;
  current: string | null;
  running: Running | null;
  newest: Rollout | undefined;
}> = ({ c, current, running, newest }) => {
  const now = c.get('now');
  return (
    <>
      {running !== null ? (
        <section class="card answer-card warn">
          <p class="answer">Version {running.version} is with the first browsers.</p>
          <p>
            {numberText(running.devices)} of at most {numberText(running.places)} browsers have it, since{' '}
            <Moment at={running.startedAt} now={now} />. The others keep <Code>{running.before}</Code> until these have
            found every page healthy.
          </p>
          {running.signedOut === 0 ? null : (
            <p>
              <strong>
                {numberText(running.signedOut)} of them {running.signedOut === 1 ? 'counts' : 'count'} as signed out of
                the CRM on every page since.
              </strong>{' '}
              It goes no further meanwhile: their people are signed out, or the profile’s signs of login are wrong.
            </p>
          )}
          <div class="actions">
            <PostButton c={c} to={DECIDE} fields={{ state: 'all' }}>
              Give it to everybody now
            </PostButton>
            <PostButton c={c} to={DECIDE} fields={{ state: 'halted' }} kind="danger">
              Halt it
            </PostButton>
          </div>
        </section>
      ) : newest?.state === 'halted' && newest.before === current ? (
        <section class="card answer-card bad">
          <p class="answer">Version {newest.version} was halted.</p>
          <p>
            {newest.reason} <Code>{newest.before}</Code> is in force for everybody.
          </p>
        </section>
      ) : null}
    </>
  );
};

/** Roll-outs and what decided them, newest first. */
export const RolloutTable: FC<{ rollouts: readonly Rollout[]; now: number }> = ({ rollouts, now }) => (
  <>
    {rollouts.length === 0 ? null : (
      <section class="card">
        <header>
          <h2>Roll-outs</h2>
        </header>
        <Table
          label="Roll-outs, newest first"
          columns={[
            { head: 'Version' },
            { head: 'Before' },
            { head: 'State' },
            { head: 'Started' },
            { head: 'Decided' },
            { head: 'Why', wide: true },
          ]}
          rows={rollouts.map((one) => [
            <Code>{one.version}</Code>,
            <Code>{one.before}</Code>,
            one.state === 'all' ? (
              <Badge kind="ok">everybody</Badge>
            ) : one.state === 'halted' ? (
              <Badge kind="bad">halted</Badge>
            ) : (
              <Badge kind="warn">first browsers</Badge>
            ),
            <Moment at={one.startedAt} now={now} />,
            <Moment at={one.decidedAt} now={now} />,
            one.reason ?? '',
          ])}
        />
      </section>
    )}
  </>
);
