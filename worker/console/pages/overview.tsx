/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import { type ConsoleApp, officeOf } from '../frame.ts';
import { RANGES, type Range, stepsOf, stepWords } from '../history-plots.ts';
import { page } from '../parts/layout.tsx';
import { Badge, Moment, Table } from '../parts/pieces.tsx';
import { Bars, Lags, LimitLine, Meter } from '../parts/plots.tsx';
import { bytesText, numberText, percentText, TYPE_WORDS } from '../parts/words.ts';

/** How the bridge does, at a glance and over time. */
export const overviewPage = new Hono<ConsoleApp>().get('/', async (c) => {
  const asked = c.req.query('range') ?? 'day';
  const range: Range = Object.hasOwn(RANGES, asked) ? (asked as Range) : 'day';
  const office = officeOf(c);
  const [status, history, alerts, devices] = await Promise.all([
    office.watch.status(),
    office.watch.history(RANGES[range].hours + 23),
    office.watch.alerts(),
    office.devices.list(),
  ]);
  const now = c.get('now');
  const { trouble, counts, calls, store, cycle, integration, profileVersion, profileName, orphans } = status.value;
  const steps = stepsOf(history.value.hours, RANGES[range]);
  const slots = steps.map(({ at }) => stepWords(at, range));
  const raised = alerts.value.alarms.filter((alarm) => alarm.raised);
  const all = Object.values(counts).reduce(
    (sum, one) => ({
      objects: sum.objects + one.objects,
      confirmed: sum.confirmed + one.confirmed,
      waiting: sum.waiting + one.pending + one.inFlight,
      held: sum.held + one.held,
      rejected: sum.rejected + one.rejected,
    }),
    { objects: 0, confirmed: 0, waiting: 0, held: 0, rejected: 0 },
  );
  const browsers = devices.value.devices.filter(({ revokedAt }) => revokedAt === null);
  const seen = browsers.filter(({ lastSeenAt }) => now - Date.parse(lastSeenAt) < 24 * 3600_000).length;

  return page(
    c,
    {
      title: 'Overview',
      current: '/console',
      lead:
        profileName === null
          ? 'No profile yet: upload one under Profiles.'
          : `${profileName}, profile ${profileVersion}`,
    },
    <>
      {trouble === null ? null : (
        <div class={trouble.until === null ? 'problem' : 'warning'} role="status">
          <h2>{trouble.what}</h2>
          <p>
            {trouble.why} <strong>{trouble.next}</strong>
          </p>
          <p class="soft">
            <code>{trouble.code}</code>, since <Moment at={trouble.since} now={now} />
            {trouble.until === null ? null : (
              <>
                ; it goes on <Moment at={trouble.until} now={now} />
              </>
            )}
          </p>
        </div>
      )}
      {raised.filter(({ name }) => !name.startsWith('trouble:')).length === 0 ? null : (
        <div class="warning">
          <h2>Needs you</h2>
          <ul class="lines">
            {raised
              .filter(({ name }) => !name.startsWith('trouble:'))
              .map(({ text, since }) => (
                <li>
                  {text}{' '}
                  <span class="soft">
                    (<Moment at={since} now={now} />)
                  </span>
                </li>
              ))}
          </ul>
        </div>
      )}
      <dl class="figures">
        <Figure name="In Gong" value={numberText(all.confirmed)} more={`of ${numberText(all.objects)} records known`} />
        <Figure
          name="On the way"
          value={numberText(all.waiting)}
          more={cycle === null ? 'no cycle is running' : `cycle ${cycle.no} is running`}
        />
        <Figure name="Held" value={numberText(all.held)} more="until someone acts" />
        <Figure name="Rejected" value={numberText(all.rejected)} more="with Gong’s reason" />
        <Figure name="Browsers" value={numberText(seen)} more={`of ${numberText(browsers.length)} spoke in 24 hours`} />
      </dl>

      <nav class="tabs" aria-label="Span of time">
        {Object.entries(RANGES).map(([name, { word }]) => (
          <a href={`/console?range=${name}`} aria-current={name === range ? 'true' : undefined}>
            {word}
          </a>
        ))}
      </nav>
      <section class="card">
        <header>
          <h2>Records</h2>
        </header>
        <Bars
          id="records"
          title={`Records read, confirmed and rejected, ${RANGES[range].word.toLowerCase()}`}
          slots={slots}
          series={[
            { name: 'Read', kind: 'a', values: steps.map(({ read }) => read) },
            { name: 'Confirmed', kind: 'b', values: steps.map(({ confirmed }) => confirmed) },
            { name: 'Rejected', kind: 'c', values: steps.map(({ rejected }) => rejected) },
          ]}
        />
      </section>
      <div class="grid">
        <section class="card">
          <header>
            <h2>From reading to confirmed</h2>
          </header>
          <Lags
            id="lags"
            title={`Time from reading to confirmation, ${RANGES[range].word.toLowerCase()}`}
            slots={slots}
            usual={steps.map(({ usualLag }) => usualLag)}
            slow={steps.map(({ slowLag }) => slowLag)}
          />
        </section>
        <section class="card">
          <header>
            <h2>Calls to Gong</h2>
            <span class="soft">
              {numberText(calls.last24Hours)} of {numberText(calls.budget)} in 24 hours
            </span>
          </header>
          <LimitLine
            id="calls"
            title={`Calls to Gong in the 24 hours before, ${RANGES[range].word.toLowerCase()}`}
            slots={slots}
            values={steps.map(({ calls24 }) => calls24)}
            limit={calls.budget}
            name="Calls in the 24 hours before"
          />
          {trouble?.code === 'gong-budget-spent' && trouble.until !== null ? (
            <p>
              The budget is spent; calls are free again <Moment at={trouble.until} now={now} />.
            </p>
          ) : null}
        </section>
      </div>

      <section class="card">
        <header>
          <h2>By type</h2>
        </header>
        <Table
          label="Records by type and state"
          columns={[
            { head: 'Type' },
            ...['Known', 'In Gong', 'On the way', 'Held', 'Rejected', 'Deleted', 'Dropped'].map((head) => ({
              head,
              number: true,
            })),
          ]}
          rows={OBJECT_TYPES.map((type) => {
            const one = counts[type];
            return [
              TYPE_WORDS[type].many,
              numberText(one.objects),
              numberText(one.confirmed),
              numberText(one.pending + one.inFlight),
              one.held > 0 ? <Badge kind="warn">{numberText(one.held)}</Badge> : '0',
              one.rejected > 0 ? <Badge kind="bad">{numberText(one.rejected)}</Badge> : '0',
              numberText(one.deleted),
              numberText(one.dropped),
            ];
          })}
        />
      </section>
      <section class="card">
        <header>
          <h2>Ledger and connection</h2>
        </header>
        <dl class="facts">
          <dt>Ledger</dt>
          <dd>
            {bytesText(store.bytes)} of {bytesText(store.limit)} ({percentText(store.bytes / store.limit)})
            <Meter
              label={`${percentText(store.bytes / store.limit)} of the ledger is used`}
              share={store.bytes / store.limit}
            />
          </dd>
          <dt>Integration in Gong</dt>
          <dd>
            {integration === null ? (
              'none yet: the first cycle registers it'
            ) : (
              <>
                {integration.name} <code>{integration.integrationId}</code>
              </>
            )}
          </dd>
          <dt>Orphaned records</dt>
          <dd>
            {orphans === 0 ? 'none' : <a href="/console/attention#orphans">{numberText(orphans)}, kept in Gong</a>}
          </dd>
        </dl>
      </section>
    </>,
  );
});

const Figure = ({ name, value, more }: { name: string; value: string; more: string }) => (
  <div class="figure">
    <dt>{name}</dt>
    <dd>
      {value}
      <small>{more}</small>
    </dd>
  </div>
);
