/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { isObjectType, OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import { type ConsoleApp, formOf, officeOf } from '../frame.ts';
import { page, problemPage } from '../parts/layout.tsx';
import { Code, Empty, Moment, OutsideLink, PostButton, RecordLink, Table } from '../parts/pieces.tsx';
import { TYPE_WORDS } from '../parts/words.ts';

const HERE = '/console/attention';

/** Records that do not get on by themselves, and what people see differently. */
export const attentionPage = new Hono<ConsoleApp>()
  .get('/attention', async (c) => {
    const office = officeOf(c);
    const [held, rejected, conflicts, orphans, status] = await Promise.all([
      office.records.held(),
      office.records.rejected(),
      office.records.conflicts(),
      office.records.orphans(),
      office.watch.status(),
    ]);
    const now = c.get('now');
    const stopped = status.value.stoppedTypes;
    const waiting = held.value.held.filter(({ code }) => !code.startsWith('deletion-'));
    const restartable = OBJECT_TYPES.filter(
      (type) =>
        stopped.includes(type) ||
        waiting.some(
          ({ objectType, code }) => objectType === type && (code === 'counters-differ' || code === 'type-stopped'),
        ),
    );
    const stuckTable = (label: string, rows: typeof waiting) => (
      <Table
        label={label}
        columns={[{ head: 'Record' }, { head: 'Why', wide: true }, { head: 'Since' }, { head: 'To put right' }]}
        rows={rows.map(({ objectType, objectId, reason, since, url }) => [
          <RecordLink type={objectType} id={objectId} />,
          reason,
          <Moment at={since} now={now} />,
          url === null ? '–' : <OutsideLink href={url}>Open in the CRM</OutsideLink>,
        ])}
      />
    );
    return page(
      c,
      { title: 'Needs attention', current: HERE, lead: 'Records that do not reach Gong by themselves, oldest first.' },
      <>
        {restartable.length === 0 ? null : (
          <div class="warning">
            <h2>
              Uploads of {restartable.map((type) => TYPE_WORDS[type].many.toLowerCase()).join(', ')} are stopped or held
            </h2>
            <p>
              Gong rejected too many records of one file, or its counters did not match. Correct the cause, then start
              them again.
            </p>
            <div class="actions">
              {restartable.map((type) => (
                <PostButton c={c} to={`${HERE}/restart`} fields={{ type }}>
                  Start {TYPE_WORDS[type].many.toLowerCase()} again
                </PostButton>
              ))}
            </div>
          </div>
        )}
        <section class="card">
          <header>
            <h2>Rejected</h2>
            <span class="soft">{rejected.value.rejected.length} records</span>
          </header>
          {rejected.value.rejected.length === 0 ? (
            <Empty>None.</Empty>
          ) : (
            stuckTable('Rejected records', rejected.value.rejected)
          )}
        </section>
        <section class="card">
          <header>
            <h2>Held until someone acts</h2>
            <span class="soft">{waiting.length} records</span>
          </header>
          {waiting.length === 0 ? <Empty>None.</Empty> : stuckTable('Held records', waiting)}
        </section>
        <section class="card" id="conflicts">
          <header>
            <h2>Conflicts between views</h2>
            <span class="soft">Two reps see different values; the one read first stays.</span>
          </header>
          {conflicts.value.conflicts.length === 0 ? (
            <Empty>None.</Empty>
          ) : (
            <Table
              label="Conflicts between views, newest first"
              columns={[
                { head: 'Record' },
                { head: 'Field' },
                { head: 'Seen otherwise by' },
                { head: 'Seen' },
                { head: 'In the CRM' },
              ]}
              rows={conflicts.value.conflicts.map((one) => [
                <RecordLink type={one.objectType} id={one.objectId} />,
                <Code>{one.field}</Code>,
                <>
                  {one.crmUser ?? 'unknown login'} {one.deviceId === null ? '' : <Code>{one.deviceId}</Code>}
                </>,
                <Moment at={one.seenAt} now={now} />,
                one.url === null ? '–' : <OutsideLink href={one.url}>Look</OutsideLink>,
              ])}
            />
          )}
        </section>
        <section class="card" id="orphans">
          <header>
            <h2>Orphaned</h2>
            <span class="soft">No enrolled browser has seen these for 30 days. They stay in Gong.</span>
          </header>
          {orphans.value.orphans.length === 0 ? (
            <Empty>None.</Empty>
          ) : (
            <Table
              label="Orphaned records"
              columns={[{ head: 'Record' }, { head: 'Last read' }, { head: 'In the CRM' }]}
              rows={orphans.value.orphans.map((one) => [
                <RecordLink type={one.objectType} id={one.objectId} />,
                <Moment at={one.lastReadAt} now={now} none="never" />,
                one.url === null ? '–' : <OutsideLink href={one.url}>Look</OutsideLink>,
              ])}
            />
          )}
        </section>
      </>,
    );
  })
  .post('/attention/restart', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const type = form.text('type');
    if (!isObjectType(type)) return c.notFound();
    await officeOf(c).gong.restartType(type);
    return c.redirect(`${HERE}?done=restarted`, 303);
  });
