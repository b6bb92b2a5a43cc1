/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { objectIdOf } from '../../../shared/objects/object-id.ts';
import { isObjectType, OBJECT_TYPES, type ObjectType } from '../../../shared/objects/object-type.ts';
import type { ObjectStory } from '../../ledger/object-states.ts';
import { answerOf } from '../answer.ts';
import { type ConsoleApp, type ConsoleContext, formOf, officeOf } from '../frame.ts';
import { Problem, page, problemPage } from '../parts/layout.tsx';
import { Badge, Code, Field, Moment, OutsideLink, PostButton, Table } from '../parts/pieces.tsx';
import { momentText, TYPE_WORDS } from '../parts/words.ts';
import { eraseAddress } from './erase.tsx';

const HERE = '/console/records';

const STATE_KINDS = {
  pending: 'warn',
  'in-flight': 'warn',
  confirmed: 'ok',
  rejected: 'bad',
  superseded: 'calm',
} as const;

/** “Did deal 4711 reach Gong, and when?” */
export const recordsPage = new Hono<ConsoleApp>()
  .get('/records', async (c) => {
    const id = (c.req.query('id') ?? '').trim().slice(0, 2000);
    const asked = c.req.query('type') ?? '';
    const type = isObjectType(asked) ? asked : null;
    const found = id === '' ? [] : await findStories(c, type, id);
    return page(
      c,
      { title: 'Find a record', current: HERE, lead: 'Whether a record reached Gong, and when.' },
      <>
        <LookUp type={type} id={id} />
        {id !== '' && found.length === 0 ? (
          <section class="card answer-card warn">
            <p class="answer">
              No: the bridge has never heard of {type === null ? 'a record' : `${TYPE_WORDS[type].one.toLowerCase()}`}{' '}
              {id}.
            </p>
            <p class="soft">
              No browser has read it yet, or its id is written otherwise in the CRM. Look for the id in the address of
              its page.
            </p>
          </section>
        ) : null}
        {found.map((story) => (
          <Story c={c} story={story} />
        ))}
      </>,
    );
  })
  .post('/records/compare', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const type = form.text('type');
    const id = form.text('id');
    if (!isObjectType(type)) return c.notFound();
    const compared = await officeOf(c).gong.compare(type, id);
    const query = new URLSearchParams({ type, id });
    return page(
      c,
      {
        title: `${TYPE_WORDS[type].one} ${id} in Gong`,
        current: HERE,
        lead: 'The ledger’s newest version beside Gong’s own copy.',
      },
      <>
        {compared.ok ? (
          <section class="card">
            <p class="answer">
              {!compared.value.inGong
                ? 'Gong has no such record.'
                : compared.value.fields.every(({ same }) => same)
                  ? 'Gong’s copy is the same in every field.'
                  : 'Gong’s copy differs.'}
            </p>
            <Table
              label="Fields in the ledger and in Gong"
              columns={[{ head: 'Field' }, { head: 'Ledger' }, { head: 'Gong' }, { head: 'Result' }]}
              rows={compared.value.fields.map(({ field, ours, gong, same }) => [
                <Code>{field}</Code>,
                ours ?? '–',
                gong ?? '–',
                same ? <Badge kind="ok">same</Badge> : <Badge kind="bad">differs</Badge>,
              ])}
            />
          </section>
        ) : (
          <Problem refusal={compared} />
        )}
        <p>
          <a class="button" href={`${HERE}?${query}`}>
            Back to the record
          </a>
        </p>
      </>,
    );
  });

/** The id as the CRM writes it, or as Gong knows it; without a type all six are looked through. */
async function findStories(c: ConsoleContext, type: ObjectType | null, id: string): Promise<ObjectStory[]> {
  const office = officeOf(c);
  const types = type === null ? OBJECT_TYPES : [type];
  const asked = types.flatMap((one) =>
    [...new Set([id, objectIdOf(one, id)])].map((objectId) => [one, objectId] as const),
  );
  const replies = await Promise.all(asked.map(([one, objectId]) => office.records.story(one, objectId)));
  return replies.flatMap((reply) => (reply.ok ? [reply.value as ObjectStory] : []));
}

const LookUp = ({ type, id }: { type: ObjectType | null; id: string }) => (
  <form method="get" action={HERE} class="card row-form">
    <Field label="Type" for="type">
      <select id="type" name="type">
        <option value="">Any</option>
        {OBJECT_TYPES.map((one) => (
          <option value={one} selected={one === type}>
            {TYPE_WORDS[one].one}
          </option>
        ))}
      </select>
    </Field>
    <Field label="Id in the CRM" for="id">
      <input id="id" name="id" type="search" value={id} autocomplete="off" spellcheck={false} required />
    </Field>
    <button type="submit" class="button primary">
      Find
    </button>
  </form>
);

const Story = ({ c, story }: { c: ConsoleContext; story: ObjectStory }) => {
  const now = c.get('now');
  const answer = answerOf(story);
  const { objectType, objectId, versions, problems, conflicts, erasure } = story;
  return (
    <>
      <section class={`card answer-card ${answer.kind}`}>
        <p class="answer">{answer.text}</p>
        {erasure === null ? null : (
          <p>
            Its erasure was asked for on {momentText(erasure.askedAt)}.{' '}
            {erasure.doneAt === null
              ? 'Its contents are wiped here as soon as Gong has confirmed the deletion.'
              : `Its contents were wiped here on ${momentText(erasure.doneAt)}; what browsers still send of it is refused.`}
          </p>
        )}
        <dl class="facts">
          <dt>Record</dt>
          <dd>
            <OutsideLink href={story.url}>{`${TYPE_WORDS[objectType].one} ${story.crmId ?? objectId}`}</OutsideLink>
          </dd>
          <dt>Id in Gong</dt>
          <dd>
            <Code>{objectId}</Code>
          </dd>
          <dt>In Gong since</dt>
          <dd>
            <Moment at={story.inGongSince} now={now} none="not in Gong" />
          </dd>
        </dl>
        <div class="actions">
          <PostButton c={c} to="/console/records/compare" fields={{ type: objectType, id: objectId }}>
            Compare with Gong’s copy
          </PostButton>
          {objectType === 'STAGE' || erasure !== null ? null : (
            <a class="button small danger" href={eraseAddress(objectType, objectId)}>
              Erase…
            </a>
          )}
        </div>
      </section>
      <section class="card">
        <header>
          <h2>Versions</h2>
        </header>
        <Table
          label={`Versions of ${TYPE_WORDS[objectType].one} ${objectId}, newest first`}
          columns={[
            { head: 'State' },
            { head: 'Came in' },
            { head: 'Sent' },
            { head: 'Settled' },
            { head: 'Upload' },
            { head: 'Gong’s requestId' },
            { head: 'Why', wide: true },
          ]}
          rows={versions.map((v) => [
            <>
              <Badge kind={STATE_KINDS[v.state]}>{v.state}</Badge> {v.kind === 'delete' ? 'deletion' : ''}
            </>,
            <Moment at={v.receivedAt} now={now} />,
            <Moment at={v.sentAt} now={now} />,
            <Moment at={v.settledAt} now={now} />,
            v.clientRequestId === null ? (
              '–'
            ) : (
              <a href={`/console/uploads/${v.clientRequestId}`}>
                <Code>{v.clientRequestId.slice(0, 8)}</Code>
                {v.line === null ? '' : `, line ${v.line}`}
              </a>
            ),
            v.gongRequestId === null ? '–' : <Code>{v.gongRequestId}</Code>,
            v.reason ?? v.held ?? '',
          ])}
        />
      </section>
      {problems.length === 0 ? null : (
        <section class="card">
          <header>
            <h2>Problems of fields</h2>
          </header>
          <Table
            label="Fields that could not be read"
            columns={[{ head: 'Field' }, { head: 'What', wide: true }, { head: 'Seen' }]}
            rows={problems.map(({ field, code, message, seenAt }) => [
              <Code>{field === '' ? 'record' : field}</Code>,
              <>
                {message} <span class="soft">{code}</span>
              </>,
              <Moment at={seenAt} now={now} />,
            ])}
          />
        </section>
      )}
      {conflicts.length === 0 ? null : (
        <section class="card">
          <header>
            <h2>Others see it otherwise</h2>
          </header>
          <Table
            label="Conflicts between views"
            columns={[{ head: 'Field' }, { head: 'Seen otherwise by' }, { head: 'Seen' }]}
            rows={conflicts.map(({ field, crmUser, seenAt }) => [
              <Code>{field}</Code>,
              crmUser ?? 'a browser whose login is not known',
              <Moment at={seenAt} now={now} />,
            ])}
          />
        </section>
      )}
    </>
  );
};
