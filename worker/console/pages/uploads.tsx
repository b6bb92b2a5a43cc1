/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { type ConsoleApp, officeOf } from '../frame.ts';
import { page, problemPage } from '../parts/layout.tsx';
import { Badge, Code, Empty, Moment, OutsideLink, RecordLink, Table } from '../parts/pieces.tsx';
import { bytesText, numberText, TYPE_WORDS } from '../parts/words.ts';

const HERE = '/console/uploads';

/** The word for an upload's state, and how it looks. */
function stateOf({ state, gongStatus }: { state: string; gongStatus: string | null }) {
  if (state === 'done') return { word: 'confirmed', kind: 'ok' } as const;
  if (state === 'failed') return { word: 'failed', kind: 'bad' } as const;
  if (state === 'refused') return { word: 'refused', kind: 'bad' } as const;
  if (state === 'accepted')
    return { word: gongStatus === 'IN_PROGRESS' ? 'Gong works on it' : 'Gong has it', kind: 'warn' } as const;
  return { word: 'sending', kind: 'warn' } as const;
}

/** Uploads, each with every line error and its record. */
export const uploadsPage = new Hono<ConsoleApp>()
  .get('/uploads', async (c) => {
    const reply = await officeOf(c).records.uploads();
    const now = c.get('now');
    const { uploads } = reply.value;
    return page(
      c,
      { title: 'Uploads', current: HERE, lead: 'The newest 200 files that went to Gong, newest first.' },
      <section class="card">
        {uploads.length === 0 ? (
          <Empty>Nothing was uploaded yet.</Empty>
        ) : (
          <Table
            label="Uploads, newest first"
            columns={[
              { head: 'Upload' },
              { head: 'Type' },
              { head: 'State' },
              { head: 'Records', number: true },
              { head: 'Bad', number: true },
              { head: 'Size', number: true },
              { head: 'Sent' },
              { head: 'Settled' },
              { head: 'Note' },
            ]}
            rows={uploads.map((one) => {
              const { word, kind } = stateOf(one);
              return [
                <a href={`${HERE}/${one.clientRequestId}`}>
                  <Code>{one.clientRequestId.slice(0, 8)}</Code>
                </a>,
                `${TYPE_WORDS[one.objectType].many}${one.kind === 'delete' ? ', deletions' : ''}`,
                <Badge kind={kind}>{word}</Badge>,
                numberText(one.records),
                one.errorCount === null ? '–' : numberText(one.errorCount),
                bytesText(one.bytes),
                <Moment at={one.sentAt} now={now} />,
                <Moment at={one.settledAt} now={now} />,
                one.note ?? '',
              ];
            })}
          />
        )}
      </section>,
    );
  })
  .get('/uploads/:id', async (c) => {
    const reply = await officeOf(c).records.upload(c.req.param('id').slice(0, 100));
    if (!reply.ok) return problemPage(c, HERE, reply);
    const now = c.get('now');
    const { upload, errors, calls } = reply.value;
    const { word, kind } = stateOf(upload);
    return page(
      c,
      { title: `Upload ${upload.clientRequestId.slice(0, 8)}`, current: HERE },
      <>
        <section class="card">
          <dl class="facts">
            <dt>State</dt>
            <dd>
              <Badge kind={kind}>{word}</Badge> {upload.gongStatus === null ? '' : `Gong’s word: ${upload.gongStatus}`}
            </dd>
            <dt>Type</dt>
            <dd>
              {TYPE_WORDS[upload.objectType].many}, {upload.kind === 'delete' ? 'deletions' : 'new and changed'}
            </dd>
            <dt>Records</dt>
            <dd>
              {numberText(upload.records)}, {bytesText(upload.bytes)}; Gong counted {upload.successCount ?? '–'} good
              and {upload.errorCount ?? '–'} bad
            </dd>
            <dt>clientRequestId</dt>
            <dd>
              <Code>{upload.clientRequestId}</Code>
            </dd>
            <dt>Gong’s requestId</dt>
            <dd>{upload.gongRequestId === null ? '–' : <Code>{upload.gongRequestId}</Code>}</dd>
            <dt>Frozen, sent, accepted, settled</dt>
            <dd>
              <Moment at={upload.frozenAt} now={now} />, <Moment at={upload.sentAt} now={now} />,{' '}
              <Moment at={upload.acceptedAt} now={now} />, <Moment at={upload.settledAt} now={now} />
            </dd>
            {upload.cause === null ? null : (
              <>
                <dt>Sent again because of</dt>
                <dd>{upload.cause}</dd>
              </>
            )}
            {upload.note === null ? null : (
              <>
                <dt>Note</dt>
                <dd>{upload.note}</dd>
              </>
            )}
          </dl>
        </section>
        <section class="card">
          <header>
            <h2>Line errors</h2>
            <span class="soft">
              {errors.length === 0 ? 'none' : `${errors.length} records rejected; the rest went again`}
            </span>
          </header>
          {errors.length === 0 ? null : (
            <Table
              label="Lines that Gong has rejected"
              columns={[
                { head: 'Line', number: true },
                { head: 'Record' },
                { head: 'Gong’s words' },
                { head: 'To put right' },
              ]}
              rows={errors.map((error) => [
                error.line,
                <RecordLink type={error.objectType} id={error.objectId} />,
                error.reason,
                error.url === null ? '–' : <OutsideLink href={error.url}>Open in the CRM</OutsideLink>,
              ])}
            />
          )}
        </section>
        <section class="card">
          <header>
            <h2>Calls to Gong</h2>
          </header>
          {calls.length === 0 ? (
            <Empty>They are kept for eight days, and none is left of this upload.</Empty>
          ) : (
            <Table
              label="Calls that carried this upload, newest first"
              columns={[
                { head: 'When' },
                { head: 'Call' },
                { head: 'Outcome' },
                { head: 'Took', number: true },
                { head: 'requestId' },
                { head: 'x-traceid' },
              ]}
              rows={calls.map((call) => [
                <Moment at={call.at} now={now} />,
                call.operation,
                `${call.outcome ?? 'no answer'}${call.status === null ? '' : ` (${call.status})`}`,
                call.ms === null ? '–' : `${call.ms} ms`,
                call.requestId === null ? '–' : <Code>{call.requestId}</Code>,
                call.traceId === null ? '–' : <Code>{call.traceId}</Code>,
              ])}
            />
          )}
        </section>
      </>,
    );
  });
