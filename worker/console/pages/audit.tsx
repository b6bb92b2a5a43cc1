/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { type ConsoleApp, officeOf } from '../frame.ts';
import { page } from '../parts/layout.tsx';
import { Code, Empty, Moment, Table } from '../parts/pieces.tsx';

/** Who did what. */
export const auditPage = new Hono<ConsoleApp>().get('/audit', async (c) => {
  const { value } = await officeOf(c).watch.audit();
  const now = c.get('now');
  return page(
    c,
    {
      title: 'Audit log',
      current: '/console/audit',
      lead: 'What administrators did, by console and by route. The newest 500 of two years.',
    },
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
    </section>,
  );
});
