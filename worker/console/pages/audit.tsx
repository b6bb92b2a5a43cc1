/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { type ConsoleApp, officeOf } from '../frame.ts';
import { page } from '../parts/layout.tsx';
import { Badge, Code, Empty, Moment, RecordLink, Table } from '../parts/pieces.tsx';

/** Who did what. */
export const auditPage = new Hono<ConsoleApp>().get('/audit', async (c) => {
  const office = officeOf(c);
  const [{ value }, { value: kept }] = await Promise.all([office.watch.audit(), office.keeping.erasures()]);
  const now = c.get('now');
  return page(
    c,
    {
      title: 'Audit log',
      current: '/console/audit',
      lead: 'What administrators did, by console and by route. The newest 500 of two years.',
    },
    <>
      {kept.erasures.length === 0 ? null : (
        <section class="card">
          <header>
            <h2>Erasures</h2>
          </header>
          <Table
            label="Erasures, newest first"
            columns={[{ head: 'Record' }, { head: 'Asked for' }, { head: 'Wiped' }]}
            rows={kept.erasures.map(({ objectType, objectId, askedAt, doneAt }) => [
              <RecordLink type={objectType} id={objectId} />,
              <Moment at={askedAt} now={now} />,
              doneAt === null ? <Badge kind="warn">waits for Gong</Badge> : <Moment at={doneAt} now={now} />,
            ])}
          />
        </section>
      )}
      <section class="card">
        {value.entries.length === 0 ? (
          <Empty>Nothing yet.</Empty>
        ) : (
          <Table
            label="Administrators’ actions, newest first"
            columns={[{ head: 'When' }, { head: 'Who' }, { head: 'By' }, { head: 'Action' }, { head: 'What' }]}
            rows={value.entries.map((entry) => [
              <Moment at={entry.at} now={now} />,
              entry.actor === 'token' ? 'administrator' : entry.actor,
              entry.way,
              <Code>{entry.action}</Code>,
              entry.subject === null ? '–' : <Code>{entry.subject}</Code>,
            ])}
          />
        )}
      </section>
    </>,
  );
});
