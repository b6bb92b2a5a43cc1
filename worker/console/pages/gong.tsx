/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { refused } from '../../api/answers.ts';
import { type ConsoleApp, formOf, officeOf } from '../frame.ts';
import { Problem, page, problemPage } from '../parts/layout.tsx';
import { Badge, Careful, Code, Empty, Field, Moment, PostButton, PostForm, Table } from '../parts/pieces.tsx';
import { TYPE_WORDS } from '../parts/words.ts';

const HERE = '/console/gong';
/** What must be typed before values in Gong are destroyed. */
const DESTROY_WORD = 'delete values';

/** The connection to Gong: integration, schema, access, and the newest calls. */
export const gongPage = new Hono<ConsoleApp>()
  .get('/gong', async (c) => {
    const office = officeOf(c);
    const [integration, schema, calls] = await Promise.all([
      office.gong.integration(),
      office.gong.schemaDiff(),
      office.watch.calls(),
    ]);
    if (!integration.ok) return problemPage(c, '/console', integration);
    const now = c.get('now');
    const { known, listed, problem } = integration.value;
    const destroys = new Map(schema.value.needs?.destroys.map((one) => [`${one.type}.${one.uniqueName}`, one.change]));
    const rows = schema.value.types.flatMap(({ type, wanted, inGong }) => {
      const theirs = new Map(inGong?.map((field) => [field.uniqueName, field]));
      const names = [...new Set([...wanted.map(({ uniqueName }) => uniqueName), ...theirs.keys()])];
      return names.map((name) => {
        const want = wanted.find(({ uniqueName }) => uniqueName === name);
        const have = theirs.get(name);
        const change = destroys.get(`${type}.${name}`);
        return { type, name, want, have, change, asked: inGong !== null };
      });
    });
    const additions = rows.filter(
      ({ want, have, change, asked }) =>
        want !== undefined && change === undefined && asked && (have === undefined || have.label !== want.label),
    );
    return page(
      c,
      { title: 'Gong', current: HERE },
      <>
        <section class="card">
          <header>
            <h2>Integration</h2>
          </header>
          {problem === null ? null : <p class="warning">{`Gong cannot be asked now: ${problem}`}</p>}
          {listed === null ? null : listed.length === 0 ? (
            <Empty>Gong lists no integration. The first upload cycle registers one.</Empty>
          ) : (
            <Table
              label="Integrations that Gong lists"
              columns={[{ head: 'Name' }, { head: 'Id' }, { head: 'Owner' }, { head: '' }]}
              rows={listed.map((one) => [
                one.name,
                <Code>{one.integrationId}</Code>,
                one.ownerEmail,
                one.integrationId === known ? (
                  <Badge kind="ok">ours</Badge>
                ) : (
                  <Careful label="Adopt…" name={one.name}>
                    <p>Everything the bridge holds is sent to this integration. Staging must not feed production.</p>
                    <PostButton c={c} to={`${HERE}/adopt`} fields={{ id: one.integrationId }}>
                      Adopt it
                    </PostButton>
                  </Careful>
                ),
              ])}
            />
          )}
          <div class="actions">
            <Careful label="Register again…" name="">
              <p>
                The bridge forgets the integration it knows and registers with Gong anew; everything is then sent again.
              </p>
              <PostButton c={c} to={`${HERE}/register`}>
                Register again
              </PostButton>
            </Careful>
            {known === null ? null : (
              <PostButton c={c} to={`${HERE}/delete`} kind="danger">
                Delete the integration…
              </PostButton>
            )}
            <PostButton c={c} to={`${HERE}/oauth`}>
              Sign in to Gong by OAuth…
            </PostButton>
          </div>
        </section>
        <section class="card">
          <header>
            <h2>Custom fields</h2>
            <span class="soft">The profile beside Gong</span>
          </header>
          {rows.length === 0 ? (
            <Empty>The profile names no custom field, and Gong is not known to have any.</Empty>
          ) : (
            <Table
              label="Custom fields in the profile and in Gong"
              columns={[
                { head: 'Type' },
                { head: 'Field' },
                { head: 'Profile' },
                { head: 'Gong' },
                { head: 'Difference' },
              ]}
              rows={rows.map(({ type, name, want, have, change, asked }) => [
                TYPE_WORDS[type].one,
                <Code>{name}</Code>,
                want === undefined ? '–' : `${want.label} (${want.type})`,
                have === undefined ? (asked ? '–' : 'not asked yet') : `${have.label} (${have.type})`,
                change === 'removal' ? (
                  <Badge kind="bad">would be removed</Badge>
                ) : change !== undefined ? (
                  <Badge kind="bad">type would change</Badge>
                ) : have === undefined && want !== undefined ? (
                  <Badge kind="warn">will be added</Badge>
                ) : want !== undefined && have !== undefined && want.label !== have.label ? (
                  <Badge kind="warn">label will change</Badge>
                ) : want === undefined ? (
                  <Badge kind="calm">only in Gong</Badge>
                ) : (
                  <Badge kind="ok">same</Badge>
                ),
              ])}
            />
          )}
          <div class="actions">
            {additions.length === 0 ? null : (
              <PostButton c={c} to={`${HERE}/apply`}>
                Apply additions now
              </PostButton>
            )}
            {schema.value.needs === null ? null : (
              <PostButton c={c} to={`${HERE}/consent`} kind="danger">
                Review what would be destroyed…
              </PostButton>
            )}
          </div>
        </section>
        <section class="card">
          <header>
            <h2>Newest calls</h2>
          </header>
          {calls.value.calls.length === 0 ? (
            <Empty>None in the last eight days.</Empty>
          ) : (
            <details class="more">
              <summary>{`The newest ${calls.value.calls.length}`}</summary>
              <Table
                label="Calls to Gong, newest first"
                columns={[
                  { head: 'When' },
                  { head: 'Call' },
                  { head: 'Outcome' },
                  { head: 'Took', number: true },
                  { head: 'requestId' },
                ]}
                rows={calls.value.calls.map((call) => [
                  <Moment at={call.at} now={now} />,
                  call.operation,
                  `${call.outcome ?? 'no answer'}${call.status === null ? '' : ` (${call.status})`}`,
                  call.ms === null ? '–' : `${call.ms} ms`,
                  call.requestId === null ? '–' : <Code>{call.requestId}</Code>,
                ])}
              />
            </details>
          )}
        </section>
      </>,
    );
  })
  .post('/gong/adopt', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).gong.adoptIntegration(form.text('id'));
    return reply.ok ? c.redirect(`${HERE}?done=adopted`, 303) : problemPage(c, HERE, reply);
  })
  .post('/gong/register', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    await officeOf(c).gong.registerIntegration();
    return c.redirect(`${HERE}?done=registered`, 303);
  })
  .post('/gong/apply', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    await officeOf(c).gong.applySchema();
    return c.redirect(`${HERE}?done=schema-applied`, 303);
  })
  .post('/gong/delete', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const confirm = form.text('confirm').trim();
    const reply = await officeOf(c).gong.deleteIntegration(confirm === '' ? null : confirm);
    if (!reply.ok) return problemPage(c, HERE, reply);
    if (reply.value.done) return c.redirect(`${HERE}?done=integration-deleted`, 303);
    return page(
      c,
      { title: 'Delete the integration in Gong', current: HERE },
      <section class="card stack">
        <div class="problem">
          <h2>All of the company’s CRM data in Gong goes with it</h2>
          <p>
            Accounts, contacts, deals and leads, their fields and their history. The ledger keeps its own; you can
            register again and send everything anew.
          </p>
        </div>
        <PostForm c={c} to={`${HERE}/delete`} class="stack">
          <Field label={`To confirm, type the integration’s id: ${reply.value.confirm ?? ''}`} for="confirm">
            <input id="confirm" name="confirm" type="text" autocomplete="off" required />
          </Field>
          <div class="actions">
            <button type="submit" class="button danger">
              Delete it in Gong
            </button>
            <a class="button" href={HERE}>
              Keep it
            </a>
          </div>
        </PostForm>
      </section>,
    );
  })
  .post('/gong/consent', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const typed = form.text('word').trim().toLowerCase() === DESTROY_WORD;
    const confirm = form.text('confirm');
    const reply = await officeOf(c).gong.consentToSchema(typed && confirm !== '' ? confirm : null);
    if (!reply.ok) return problemPage(c, HERE, reply);
    if (reply.value.done) return c.redirect(`${HERE}?done=schema-consented`, 303);
    const { needs } = reply.value;
    if (needs === null) return c.redirect(HERE, 303);
    return page(
      c,
      { title: 'What would be destroyed in Gong', current: HERE },
      <section class="card stack">
        {confirm !== '' && !typed ? (
          <Problem refusal={refused('bad-request', { detail: `The words “${DESTROY_WORD}” were not typed.` })} />
        ) : null}
        <ul class="lines">
          {needs.destroys.map(({ type, uniqueName, change }) => (
            <li>
              <Badge kind="bad">{change === 'removal' ? 'removed' : 'type changed'}</Badge>{' '}
              <Code>{`${type}.${uniqueName}`}</Code>: every value of it in Gong is lost.
            </li>
          ))}
        </ul>
        <PostForm c={c} to={`${HERE}/consent`} class="stack">
          <input type="hidden" name="confirm" value={needs.version} />
          <Field label={`To confirm, type: ${DESTROY_WORD}`} for="word">
            <input id="word" name="word" type="text" autocomplete="off" required />
          </Field>
          <div class="actions">
            <button type="submit" class="button danger">
              Destroy these values
            </button>
            <a class="button" href={HERE}>
              Keep them
            </a>
          </div>
        </PostForm>
      </section>,
    );
  })
  .post('/gong/oauth', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).gong.startOAuth(`${new URL(c.req.url).origin}/oauth/callback`);
    if (!reply.ok) return problemPage(c, HERE, reply);
    return page(
      c,
      {
        title: 'Sign in to Gong',
        current: HERE,
        lead: 'A technical administrator of Gong lets the bridge in. Within ten minutes.',
      },
      <p>
        <a class="button primary" href={reply.value.url} rel="noreferrer">
          Go on at Gong
        </a>
      </p>,
    );
  });
