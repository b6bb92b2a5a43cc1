/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { type ConsoleApp, formOf, officeOf } from '../frame.ts';
import { page, problemPage } from '../parts/layout.tsx';
import { Badge, Code, Empty, Field, Moment, PostButton, PostForm, Table } from '../parts/pieces.tsx';

const HERE = '/console/alerts';

/** What administrators are told of, and where. */
export const alertsPage = new Hono<ConsoleApp>()
  .get('/alerts', async (c) => {
    const { value } = await officeOf(c).watch.alerts();
    const now = c.get('now');
    return page(
      c,
      {
        title: 'Alerts',
        current: HERE,
        lead: 'Each is posted once when it begins and once when it is over. Ids and codes only, no values out of records.',
      },
      <>
        <section class="card">
          <header>
            <h2>Now</h2>
          </header>
          {value.alarms.length === 0 ? (
            <Empty>Nothing has ever been wrong.</Empty>
          ) : (
            <Table
              label="Alarms"
              columns={[{ head: 'State' }, { head: 'What' }, { head: 'Since' }, { head: 'Name' }]}
              rows={value.alarms.map((alarm) => [
                alarm.raised ? <Badge kind="bad">raised</Badge> : <Badge kind="calm">over</Badge>,
                alarm.text,
                <Moment at={alarm.since} now={now} />,
                <Code>{alarm.name}</Code>,
              ])}
            />
          )}
        </section>
        <section class="card">
          <header>
            <h2>Webhook</h2>
            <span class="soft">{value.host === null ? 'none' : `posts to ${value.host}`}</span>
          </header>
          <PostForm c={c} to={`${HERE}/webhook`} class="row-form">
            <Field
              label="Address"
              for="url"
              hint="https only. It is stored encrypted and never shown again. Leave it empty to stop posting."
            >
              <input
                id="url"
                name="url"
                type="url"
                placeholder="https://alerts.example.com/hook"
                autocomplete="off"
                maxlength={2000}
              />
            </Field>
            <button type="submit" class="button primary">
              {value.host === null ? 'Set' : 'Replace'}
            </button>
          </PostForm>
          {value.host === null ? null : (
            <div class="actions">
              <PostButton c={c} to={`${HERE}/test`}>
                Send a test
              </PostButton>
            </div>
          )}
        </section>
        <section class="card">
          <header>
            <h2>Posted</h2>
          </header>
          {value.posts.length === 0 ? (
            <Empty>None yet.</Empty>
          ) : (
            <Table
              label="Alerts, newest first"
              columns={[
                { head: 'Alarm' },
                { head: 'Made' },
                { head: 'Outcome' },
                { head: 'Tries', number: true },
                { head: 'Id' },
              ]}
              rows={value.posts.map((post) => [
                <Code>{post.name}</Code>,
                <Moment at={post.madeAt} now={now} />,
                post.outcome ?? 'waits',
                post.tries,
                <Code>{post.eventId.slice(0, 8)}</Code>,
              ])}
            />
          )}
        </section>
      </>,
    );
  })
  .post('/alerts/webhook', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).watch.setWebhook(form.text('url').trim());
    if (!reply.ok) return problemPage(c, HERE, reply);
    const { secret } = reply.value;
    if (secret === null) return c.redirect(`${HERE}?done=webhook-removed`, 303);
    return page(
      c,
      { title: 'Webhook set', current: HERE, lead: 'The secret is shown this once. Copy it now.' },
      <section class="card stack">
        <h2>Signing secret</h2>
        <code class="secret">{secret}</code>
        <p class="hint">
          Every post carries X-Bridge-Signature: t=seconds,v1=signature. The signature is the HMAC-SHA-256, in hex, of
          the seconds, a full stop and the body, under this secret. Refuse posts that are older than five minutes.
        </p>
        <a class="button" href={HERE}>
          I have copied it
        </a>
      </section>,
    );
  })
  .post('/alerts/test', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).watch.testWebhook();
    return reply.ok ? c.redirect(`${HERE}?done=webhook-tested`, 303) : problemPage(c, HERE, reply);
  });
