/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { ObjectType } from '../../../shared/objects/object-type.ts';
import { refused } from '../../api/answers.ts';
import { type ConsoleApp, formOf, officeOf } from '../frame.ts';
import { Problem, page, problemPage } from '../parts/layout.tsx';
import { Code, Empty, Field, PostButton, PostForm } from '../parts/pieces.tsx';
import { numberText, TYPE_WORDS } from '../parts/words.ts';

const HERE = '/console/profiles';
/** Where IT consents to a profile that makes other ids. */
export const CONSENT = '/console/profiles/consent';
const WORD = 'send them twice';

interface Waiting {
  readonly version: string;
  readonly wish: 'upload' | 'roll-back' | 'users';
  readonly duplicates: readonly { readonly objectType: ObjectType; readonly objects: number }[];
}

const WISHES = { upload: 'upload', 'roll-back': 'roll-back', users: 'import of users' } as const;

/** Says on the page of profiles that one waits. */
export const WaitingCard: FC<{ waiting: Waiting | null }> = ({ waiting }) =>
  waiting === null ? null : (
    <section class="card answer-card warn">
      <p class="answer">Version {waiting.version} waits for your consent.</p>
      <p>It makes ids otherwise: {countsText(waiting)} would come to Gong a second time. Nothing has changed yet.</p>
      <div class="actions">
        <a class="button small" href={CONSENT}>
          Decide…
        </a>
      </div>
    </section>
  );

/** Consent to a profile under which records would come to Gong a second time. */
export const profileConsent = new Hono<ConsoleApp>()
  .get('/profiles/consent', async (c) => {
    const { waiting } = (await officeOf(c).profiles.waiting()).value;
    const facts = { title: 'Records would come twice', current: HERE };
    if (waiting === null)
      return page(
        c,
        facts,
        <section class="card">
          <Empty>No profile waits for consent.</Empty>
        </section>,
      );
    return page(
      c,
      { ...facts, lead: `What the ${WISHES[waiting.wish]} of version ${waiting.version} would do.` },
      <section class="card stack">
        <div class="warning">
          <h2>{countsText(waiting)} would be in Gong a second time</h2>
          <p>
            This version makes other ids for records that Gong has already. Gong cannot know that they are the same:
            each comes once more under its new id, and the calls of your reps stay with the old one.
          </p>
        </div>
        <ul class="lines">
          {waiting.duplicates.map(({ objectType, objects }) => (
            <li>
              {TYPE_WORDS[objectType].many}: {numberText(objects)}
            </li>
          ))}
        </ul>
        <p>
          To avoid it, keep the id as it is read today (<Code>id</Code>, <Code>prefix</Code>, the ids of stated users)
          and upload the profile again. What is in Gong under old ids is deleted only when the records are gone from the
          CRM, or with the whole integration.
        </p>
        <PostForm c={c} to={CONSENT} class="stack">
          <input type="hidden" name="confirm" value={waiting.version} />
          <Field label={`To go on all the same, type: ${WORD}`} for="word">
            <input id="word" name="word" type="text" autocomplete="off" required />
          </Field>
          <button type="submit" class="button danger">
            Put it in force
          </button>
        </PostForm>
        <PostButton c={c} to={`${HERE}/withdraw`}>
          Keep the profile in force
        </PostButton>
      </section>,
    );
  })
  .post('/profiles/consent', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    if (form.text('word').trim().toLowerCase() !== WORD)
      return page(
        c,
        { title: 'Nothing was changed', current: HERE, status: 422 },
        <>
          <Problem refusal={refused('bad-request', { detail: `The words “${WORD}” were not typed.` })} />
          <p>
            <a class="button" href={CONSENT}>
              Back
            </a>
          </p>
        </>,
      );
    const reply = await officeOf(c).profiles.consent(form.text('confirm'));
    if (!reply.ok) return problemPage(c, HERE, reply);
    // Another profile waits by now: that one has not been seen.
    return c.redirect(reply.value.done ? `${HERE}?done=profile-consented` : CONSENT, 303);
  })
  .post('/profiles/withdraw', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).profiles.withdrawWaiting();
    return reply.ok ? c.redirect(`${HERE}?done=profile-withdrawn`, 303) : problemPage(c, HERE, reply);
  });

/** “24 accounts and 3 users”. */
function countsText({ duplicates }: Waiting): string {
  const parts = duplicates.map(({ objectType, objects }) => {
    const { one, many } = TYPE_WORDS[objectType];
    return `${numberText(objects)} ${(objects === 1 ? one : many).toLowerCase()}`;
  });
  return [parts.slice(0, -1).join(', '), parts.at(-1) ?? 'no record'].filter((text) => text !== '').join(' and ');
}
