/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { parseJson } from '../../api/body.ts';
import { type ConsoleApp, type ConsoleContext, formOf, officeOf } from '../frame.ts';
import { diffLines } from '../line-diff.ts';
import { page, problemPage } from '../parts/layout.tsx';
import { Badge, Careful, Code, Empty, Field, Moment, PostButton, PostForm, Table } from '../parts/pieces.tsx';
import { bytesText, numberText, percentText } from '../parts/words.ts';

const HERE = '/console/profiles';

/** Profiles: upload, check, versions, comparison, roll-out, health of each page. */
export const profilesPage = new Hono<ConsoleApp>()
  .get('/profiles', async (c) => {
    const office = officeOf(c);
    const versions = await office.profiles.versions();
    const { current, running, rollouts, versions: list } = versions.value;
    const health = current === null ? null : await office.profiles.health(current);
    const now = c.get('now');
    const [newest] = rollouts;
    return page(
      c,
      { title: 'Profiles', current: HERE, lead: 'The profile says how to read your CRM. Every version is kept.' },
      <>
        {running !== null ? (
          <section class="card answer-card warn">
            <p class="answer">Version {running.version} is with the first browsers.</p>
            <p>
              {numberText(running.devices)} of at most {numberText(running.places)} browsers have it, since{' '}
              <Moment at={running.startedAt} now={now} />. The others keep <Code>{running.before}</Code> until these
              have found every page healthy.
            </p>
            <div class="actions">
              <PostButton c={c} to={`${HERE}/decide`} fields={{ state: 'all' }}>
                Give it to everybody now
              </PostButton>
              <PostButton c={c} to={`${HERE}/decide`} fields={{ state: 'halted' }} kind="danger">
                Halt it
              </PostButton>
            </div>
          </section>
        ) : newest?.state === 'halted' && newest.before === current ? (
          <section class="card answer-card bad">
            <p class="answer">Version {newest.version} was halted.</p>
            <p>
              {newest.reason} <Code>{newest.before}</Code> is in force for everybody.
            </p>
          </section>
        ) : null}
        <section class="card">
          <header>
            <h2>New version</h2>
          </header>
          <PostForm c={c} to={`${HERE}/upload`} file class="stack">
            <Field
              label="Profile (JSON file)"
              for="file"
              hint="It is checked completely before anything changes; every problem is named with its place."
            >
              <input id="file" name="file" type="file" accept=".json,application/json" required />
            </Field>
            <div class="actions">
              <button type="submit" name="do" value="check" class="button">
                Check only
              </button>
              <button type="submit" name="do" value="upload" class="button primary">
                Check and roll out
              </button>
            </div>
          </PostForm>
        </section>
        <section class="card">
          <header>
            <h2>Versions</h2>
          </header>
          {list.length === 0 ? (
            <Empty>No profile yet.</Empty>
          ) : (
            <Table
              label="Profile versions, newest first"
              columns={[
                { head: 'Version' },
                { head: 'Name' },
                { head: 'Uploaded' },
                { head: 'Size', number: true },
                { head: 'State' },
                { head: '' },
              ]}
              rows={list.map((one) => [
                <a href={`${HERE}/${one.version}`}>
                  <Code>{one.version}</Code>
                </a>,
                one.name,
                <Moment at={one.uploadedAt} now={now} />,
                bytesText(one.bytes),
                one.version === current ? (
                  running === null ? (
                    <Badge kind="ok">in force</Badge>
                  ) : (
                    <Badge kind="warn">first browsers</Badge>
                  )
                ) : running?.before === one.version ? (
                  <Badge kind="ok">everybody else</Badge>
                ) : (
                  ''
                ),
                <div class="actions">
                  {one.version === current || current === null ? null : (
                    <>
                      <a class="button small" href={`${HERE}/compare?from=${one.version}&to=${current}`}>
                        Compare<span class="unseen"> {one.version} with the one in force</span>
                      </a>
                      <Careful label="Roll back…" name={`to ${one.version}`}>
                        <p>Every browser goes back to this version within five minutes and reads everything again.</p>
                        <PostButton c={c} to={`${HERE}/roll-back`} fields={{ version: one.version }}>
                          Roll back to it
                        </PostButton>
                      </Careful>
                    </>
                  )}
                </div>,
              ])}
            />
          )}
        </section>
        <section class="card" id="health">
          <header>
            <h2>Health of the pages</h2>
            <span class="soft">What browsers have measured under {current ?? 'no version'}</span>
          </header>
          {health === null || health.value.pages.length === 0 ? (
            <Empty>No browser has measured a list page yet.</Empty>
          ) : (
            <HealthTable pages={health.value.pages} now={now} />
          )}
        </section>
        {rollouts.length === 0 ? null : (
          <section class="card">
            <header>
              <h2>Roll-outs</h2>
            </header>
            <Table
              label="Roll-outs, newest first"
              columns={[
                { head: 'Version' },
                { head: 'Before' },
                { head: 'State' },
                { head: 'Started' },
                { head: 'Decided' },
                { head: 'Why' },
              ]}
              rows={rollouts.map((one) => [
                <Code>{one.version}</Code>,
                <Code>{one.before}</Code>,
                one.state === 'all' ? (
                  <Badge kind="ok">everybody</Badge>
                ) : one.state === 'halted' ? (
                  <Badge kind="bad">halted</Badge>
                ) : (
                  <Badge kind="warn">first browsers</Badge>
                ),
                <Moment at={one.startedAt} now={now} />,
                <Moment at={one.decidedAt} now={now} />,
                one.reason ?? '',
              ])}
            />
          </section>
        )}
      </>,
    );
  })
  .get('/profiles/compare', async (c) => {
    const from = c.req.query('from') ?? '';
    const to = c.req.query('to') ?? '';
    const office = officeOf(c);
    const [a, b] = await Promise.all([office.profiles.text(from), office.profiles.text(to)]);
    if (!a.ok) return problemPage(c, HERE, a);
    if (!b.ok) return problemPage(c, HERE, b);
    const lines = diffLines(a.value.text, b.value.text);
    return page(
      c,
      { title: 'Compare profiles', current: HERE, lead: `From ${a.value.version} to ${b.value.version}.` },
      <section class="card">
        {lines.length === 0 ? (
          <Empty>They are the same.</Empty>
        ) : (
          <section class="diff" aria-label="Differences line by line" tabindex={0}>
            {lines.map(({ kind, text }) => (
              <div class={kind}>
                {kind === 'add' ? '+ ' : kind === 'cut' ? '− ' : kind === 'gap' ? '' : '  '}
                {text}
              </div>
            ))}
          </section>
        )}
        <p>
          <a class="button" href={HERE}>
            Back
          </a>
        </p>
      </section>,
    );
  })
  .get('/profiles/:version', async (c) => {
    const version = c.req.param('version');
    const office = officeOf(c);
    const [text, health] = await Promise.all([office.profiles.text(version), office.profiles.health(version)]);
    if (!text.ok) return problemPage(c, HERE, text);
    return page(
      c,
      { title: `Profile ${text.value.version}`, current: HERE },
      <>
        <section class="card">
          <header>
            <h2>Health of the pages</h2>
          </header>
          {health.value.pages.length === 0 ? (
            <Empty>No browser has measured a list page under it.</Empty>
          ) : (
            <HealthTable pages={health.value.pages} now={c.get('now')} />
          )}
        </section>
        <section class="card">
          <Field label="Text" for="text">
            <textarea id="text" readonly rows={30} spellcheck={false}>
              {text.value.text}
            </textarea>
          </Field>
        </section>
      </>,
    );
  })
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
    if (reply.value.waiting !== undefined) return c.redirect(`${HERE}?done=profile-waits`, 303);
    const { running } = (await officeOf(c).profiles.versions()).value;
    return c.redirect(`${HERE}?done=${running === null ? 'profile-uploaded' : 'roll-out-started'}`, 303);
  })
  .post('/profiles/roll-back', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).profiles.rollBack(form.text('version'));
    return reply.ok ? c.redirect(`${HERE}?done=rolled-back`, 303) : problemPage(c, HERE, reply);
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
            columns={[{ head: 'Place' }, { head: 'What' }, { head: 'Why' }, { head: 'Example' }]}
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

interface Health {
  readonly page: string;
  readonly deviceId: string;
  readonly deviceName: string | null;
  readonly at: string;
  readonly rows: number | null;
  readonly filled: number | null;
  readonly problems: number | null;
  readonly alarms: readonly string[];
}

const HealthTable = ({ pages, now }: { pages: readonly Health[]; now: number }) => (
  <Table
    label="Health of each page by browser"
    columns={[
      { head: 'Page' },
      { head: 'Browser' },
      { head: 'Measured' },
      { head: 'Rows', number: true },
      { head: 'Filled', number: true },
      { head: 'Unread', number: true },
      { head: 'State' },
    ]}
    rows={pages.map((one) => [
      one.page,
      <>
        {one.deviceName ?? 'Browser'} <Code>{one.deviceId}</Code>
      </>,
      <Moment at={one.at} now={now} />,
      one.rows === null ? '–' : numberText(one.rows),
      one.filled === null ? '–' : percentText(one.filled),
      one.problems === null ? '–' : percentText(one.problems),
      one.alarms.length === 0 ? (
        <Badge kind="ok">healthy</Badge>
      ) : (
        <>
          <Badge kind="bad">ill</Badge> {one.alarms.join(' ')}
        </>
      ),
    ])}
  />
);
