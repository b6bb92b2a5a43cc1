/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { parseJson } from '../../api/body.ts';
import { type ConsoleApp, type ConsoleContext, formOf, officeOf } from '../frame.ts';
import { page, problemPage } from '../parts/layout.tsx';
import { Code, Table } from '../parts/pieces.tsx';
import { CONSENT } from './profile-consent.tsx';

const HERE = '/console/profiles';

/** What changes the profile in force: upload, roll-back, IT's word on a roll-out. */
export const profileChanges = new Hono<ConsoleApp>()
  .post('/profiles/upload', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const json = parseJson((await form.file('file')).replace(/^\uFEFF/, ''));
    if (!json.ok) return problemPage(c, HERE, json);
    const { profiles } = officeOf(c);
    const checked = await profiles.validate(json.value);
    if (!checked.ok) return problemPage(c, HERE, checked);
    if (!checked.value.ok || form.text('do') !== 'upload') return checkPage(c, checked.value.problems);
    const reply = await profiles.put(json.value);
    if (!reply.ok) return problemPage(c, HERE, reply);
    if (reply.value.waiting !== undefined) return c.redirect(CONSENT, 303);
    const { running } = (await officeOf(c).profiles.versions()).value;
    return c.redirect(`${HERE}?done=${running === null ? 'profile-uploaded' : 'roll-out-started'}`, 303);
  })
  .post('/profiles/roll-back', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).profiles.rollBack(form.text('version'));
    if (!reply.ok) return problemPage(c, HERE, reply);
    return c.redirect(reply.value.waiting === undefined ? `${HERE}?done=rolled-back` : CONSENT, 303);
  })
  .post('/profiles/decide', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const state = form.text('state') === 'all' ? 'all' : 'halted';
    const reply = await officeOf(c).profiles.decide(state);
    return reply.ok
      ? c.redirect(`${HERE}?done=${state === 'all' ? 'rolled-out' : 'halted'}`, 303)
      : problemPage(c, HERE, reply);
  });

interface Problems {
  readonly path: string;
  readonly what: string;
  readonly why: string;
  readonly example: string;
}

function checkPage(c: ConsoleContext, problems: readonly Problems[]): Response {
  const fine = problems.length === 0;
  return page(
    c,
    { title: fine ? 'The profile is fine' : 'The profile cannot be used', current: HERE, status: fine ? 200 : 422 },
    <section class="card">
      {fine ? (
        <p>
          It fits its schema, and everything in it refers to something that is there. Nothing was changed. Choose “Check
          and roll out” to put it in force.
        </p>
      ) : (
        <>
          <p>{`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}. Nothing was changed.`}</p>
          <Table
            label="Problems of the profile"
            columns={[
              { head: 'Place' },
              { head: 'What', wide: true },
              { head: 'Why', wide: true },
              { head: 'Example' },
            ]}
            rows={problems.map(({ path, what, why, example }) => [
              <Code>{path}</Code>,
              what,
              why,
              <Code>{example}</Code>,
            ])}
          />
        </>
      )}
      <p>
        <a class="button" href={HERE}>
          Back
        </a>
      </p>
    </section>,
  );
}
