/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { type ConsoleApp, officeOf } from '../frame.ts';
import { page } from '../parts/layout.tsx';
import { Badge, Code, Empty, Moment, Table } from '../parts/pieces.tsx';
import { spanText, TYPE_WORDS } from '../parts/words.ts';

/** Complete walks over a type that browsers have reported. */
export const sweepsPage = new Hono<ConsoleApp>().get('/sweeps', async (c) => {
  const { value } = await officeOf(c).records.sweeps();
  const now = c.get('now');
  return page(
    c,
    {
      title: 'Sweeps',
      current: '/console/sweeps',
      lead: 'Complete, error-free walks over all records of one type that a rep can see. Absence from one only nominates a record for deletion.',
    },
    <section class="card">
      {value.sweeps.length === 0 ? (
        <Empty>No browser has completed a sweep yet.</Empty>
      ) : (
        <Table
          label="Sweeps, newest first"
          columns={[
            { head: 'Type' },
            { head: 'Browser' },
            { head: 'CRM login' },
            { head: 'Finished' },
            { head: 'Took', number: true },
            { head: 'Profile' },
            { head: 'State' },
          ]}
          rows={value.sweeps.map((sweep) => [
            TYPE_WORDS[sweep.objectType].many,
            <>
              {sweep.deviceName ?? 'Browser'} <Code>{sweep.deviceId}</Code>
            </>,
            sweep.crmUser ?? '–',
            <Moment at={sweep.finishedAt} now={now} />,
            spanText(Date.parse(sweep.finishedAt) - Date.parse(sweep.startedAt)),
            <Code>{sweep.profileVersion}</Code>,
            sweep.complete ? (
              <Badge kind="ok">complete</Badge>
            ) : (
              <Badge kind="warn">{`${sweep.partsHere} of ${sweep.parts} parts are here`}</Badge>
            ),
          ])}
        />
      )}
    </section>,
  );
});
