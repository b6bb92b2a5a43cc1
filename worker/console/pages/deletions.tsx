/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { isObjectType, OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import { type ConsoleApp, formOf, officeOf } from '../frame.ts';
import { page, problemPage } from '../parts/layout.tsx';
import { Careful, Empty, Moment, OutsideLink, PostButton, RecordLink, Table } from '../parts/pieces.tsx';
import { numberText, TYPE_WORDS } from '../parts/words.ts';

const HERE = '/console/deletions';

/** Deletions that wait for a person's word. */
export const deletionsPage = new Hono<ConsoleApp>()
  .get('/deletions', async (c) => {
    const office = officeOf(c);
    const [held, kept] = await Promise.all([office.records.held(), office.records.kept()]);
    const now = c.get('now');
    const waiting = held.value.held.filter(({ code }) => code.startsWith('deletion-'));
    return page(
      c,
      {
        title: 'Deletions',
        current: HERE,
        lead: 'What browsers no longer find in the CRM is deleted in Gong only where that is proven. The rest waits here for you.',
      },
      <>
        {waiting.length === 0 ? (
          <section class="card">
            <Empty>No deletion waits for you.</Empty>
          </section>
        ) : null}
        {OBJECT_TYPES.map((type) => {
          const ofType = waiting.filter(({ objectType }) => objectType === type);
          if (ofType.length === 0) return null;
          return (
            <section class="card">
              <header>
                <h2>{TYPE_WORDS[type].many}</h2>
                <div class="actions">
                  <Careful label={`Delete all ${numberText(ofType.length)}…`} name={TYPE_WORDS[type].many}>
                    <p>
                      {numberText(ofType.length)} {TYPE_WORDS[type].many.toLowerCase()} are deleted in Gong with the
                      next cycle. That cannot be undone here.
                    </p>
                    <PostButton c={c} to={`${HERE}/approve`} fields={{ type, id: '' }} kind="danger">
                      Delete them in Gong
                    </PostButton>
                  </Careful>
                  <PostButton c={c} to={`${HERE}/refuse`} fields={{ type, id: '' }}>
                    Keep all
                  </PostButton>
                </div>
              </header>
              <Table
                label={`${TYPE_WORDS[type].many} whose deletion waits`}
                columns={[
                  { head: 'Record' },
                  { head: 'Why it waits', wide: true },
                  { head: 'Since' },
                  { head: 'In the CRM' },
                  { head: 'Your word' },
                ]}
                rows={ofType.map(({ objectId, reason, since, url }) => [
                  <RecordLink type={type} id={objectId} />,
                  reason,
                  <Moment at={since} now={now} />,
                  url === null ? '–' : <OutsideLink href={url}>Look</OutsideLink>,
                  <div class="actions">
                    <PostButton c={c} to={`${HERE}/approve`} fields={{ type, id: objectId }} kind="danger">
                      Delete<span class="unseen"> {objectId} in Gong</span>
                    </PostButton>
                    <PostButton c={c} to={`${HERE}/refuse`} fields={{ type, id: objectId }}>
                      Keep<span class="unseen"> {objectId}</span>
                    </PostButton>
                  </div>,
                ])}
              />
            </section>
          );
        })}
        {kept.value.kept.length === 0 ? null : (
          <section class="card">
            <header>
              <h2>Kept on your word</h2>
              <span class="soft">Absence does not delete these until a newer version of them was read.</span>
            </header>
            <Table
              label="Records whose deletion was refused"
              columns={[{ head: 'Record' }, { head: 'Since' }, { head: '' }]}
              rows={kept.value.kept.map(({ objectType, objectId, at }) => [
                <RecordLink type={objectType} id={objectId} />,
                <Moment at={at} now={now} />,
                <PostButton c={c} to={`${HERE}/release`} fields={{ type: objectType, id: objectId }}>
                  Let absence count again<span class="unseen"> for {objectId}</span>
                </PostButton>,
              ])}
            />
          </section>
        )}
      </>,
    );
  })
  .post('/deletions/:word{approve|refuse|release}', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const type = form.text('type');
    const id = form.text('id').slice(0, 100) || null;
    if (!isObjectType(type)) return c.notFound();
    const { records } = officeOf(c);
    const word = c.req.param('word');
    if (word === 'release') {
      const reply = await records.release(type, id ?? '');
      return reply.ok ? c.redirect(`${HERE}?done=released`, 303) : problemPage(c, HERE, reply);
    }
    const reply =
      word === 'approve' ? await records.approveDeletions(type, id) : await records.refuseDeletions(type, id);
    return reply.ok
      ? c.redirect(`${HERE}?done=${word === 'approve' ? 'approved' : 'refused'}`, 303)
      : problemPage(c, HERE, reply);
  });
