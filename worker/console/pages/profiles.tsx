/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { type ConsoleApp, officeOf } from '../frame.ts';
import { diffLines } from '../line-diff.ts';
import { page, problemPage } from '../parts/layout.tsx';
import { HealthTable } from '../parts/page-health.tsx';
import { Badge, Careful, Code, Empty, Field, Moment, PostButton, PostForm, Table } from '../parts/pieces.tsx';
import { RolloutCard, RolloutTable } from '../parts/rollouts.tsx';
import { bytesText } from '../parts/words.ts';
import { WaitingCard } from './profile-consent.tsx';

const HERE = '/console/profiles';

/** Profiles as they are: versions, comparison, roll-out, health of each page. What changes them stands in profile-changes.tsx and profile-consent.tsx. */
export const profilesPage = new Hono<ConsoleApp>()
  .get('/profiles', async (c) => {
    const office = officeOf(c);
    const [versions, waiting] = await Promise.all([office.profiles.versions(), office.profiles.waiting()]);
    const { current, running, rollouts, versions: list } = versions.value;
    const health = current === null ? null : await office.profiles.health(current);
    const now = c.get('now');
    return page(
      c,
      { title: 'Profiles', current: HERE, lead: 'The profile says how to read your CRM. Every version is kept.' },
      <>
        <RolloutCard c={c} current={current} running={running} newest={rollouts[0]} />
        <WaitingCard waiting={waiting.value.waiting} />
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
        <RolloutTable rollouts={rollouts} now={now} />
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
  .get('/profiles/:version{[0-9a-f]{16}}', async (c) => {
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
  });
