/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { isObjectType, type ObjectType } from '../../../shared/objects/object-type.ts';
import { refused } from '../../api/answers.ts';
import { type ConsoleApp, formOf, officeOf } from '../frame.ts';
import { Problem, page, problemPage } from '../parts/layout.tsx';
import { Field, PostForm } from '../parts/pieces.tsx';
import { TYPE_WORDS } from '../parts/words.ts';

const RECORDS = '/console/records';
const HERE = '/console/records/erase';

/** Where the erasure of a record is asked for. */
export function eraseAddress(type: ObjectType, id: string): string {
  return `${HERE}?${new URLSearchParams({ type, id })}`;
}

/** Erasing a person's data: what it means, and the words that must be typed. */
export const erasePage = new Hono<ConsoleApp>()
  .get('/records/erase', async (c) => {
    const type = c.req.query('type') ?? '';
    const id = c.req.query('id') ?? '';
    if (!isObjectType(type) || id === '') return c.notFound();
    const asked = await officeOf(c).keeping.erase(type, id, null);
    if (!asked.ok) return problemPage(c, RECORDS, asked);
    const word = asked.value.confirm ?? '';
    return page(
      c,
      { title: `Erase ${TYPE_WORDS[type].one.toLowerCase()} ${id}`, current: RECORDS },
      <section class="card stack">
        <div class="problem">
          <h2>This cannot be taken back</h2>
          <p>
            The record is deleted in Gong without waiting for anybody’s approval. As soon as Gong has confirmed that,
            everything that was ever read of it is wiped here: every version, its problems, its conflicts. Only its id,
            times and Gong’s requestIds stay, as the proof.
          </p>
        </div>
        <p>
          First delete or blank it in the CRM: it is the source. What browsers still send of it is refused from now on;
          they forget it with their next full sync.
        </p>
        <PostForm c={c} to={HERE} class="stack">
          <input type="hidden" name="type" value={type} />
          <input type="hidden" name="id" value={id} />
          <Field label={`To confirm, type: ${word}`} for="word">
            <input id="word" name="word" type="text" autocomplete="off" spellcheck={false} required />
          </Field>
          <div class="actions">
            <button type="submit" class="button danger">
              Erase it
            </button>
            <a class="button" href={`${RECORDS}?${new URLSearchParams({ type, id })}`}>
              Keep it
            </a>
          </div>
        </PostForm>
      </section>,
    );
  })
  .post('/records/erase', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, RECORDS, form);
    const type = form.text('type');
    const id = form.text('id');
    if (!isObjectType(type)) return c.notFound();
    const reply = await officeOf(c).keeping.erase(type, id, form.text('word').trim());
    if (!reply.ok) return problemPage(c, RECORDS, reply);
    if (reply.value.done) return c.redirect(`${RECORDS}?${new URLSearchParams({ type, id, done: 'erased' })}`, 303);
    return page(
      c,
      { title: 'Nothing was erased', current: RECORDS, status: 422 },
      <>
        <Problem refusal={refused('bad-request', { detail: `“${reply.value.confirm ?? ''}” was not typed.` })} />
        <p>
          <a class="button" href={eraseAddress(type, id)}>
            Back
          </a>
        </p>
      </>,
    );
  });
