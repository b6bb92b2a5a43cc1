/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { enrolmentCodeRequestSchema } from '../../../shared/protocol/messages.ts';
import { refused } from '../../api/answers.ts';
import { type ConsoleApp, formOf, officeOf } from '../frame.ts';
import { page, problemPage } from '../parts/layout.tsx';
import { Badge, Careful, Code, Empty, Field, Moment, PostButton, PostForm, Table } from '../parts/pieces.tsx';
import { momentText, numberText } from '../parts/words.ts';

const HERE = '/console/devices';

const VALID = [
  ['60', 'an hour'],
  ['1440', 'a day'],
  ['10080', 'a week'],
  ['43200', '30 days'],
  ['525600', 'a year'],
] as const;

/** Enrolled browsers, and the codes that let others in. */
export const devicesPage = new Hono<ConsoleApp>()
  .get('/devices', async (c) => {
    const office = officeOf(c);
    const [list, open] = await Promise.all([office.devices.list(), office.devices.codes()]);
    const now = c.get('now');
    const devices = list.value.devices.toSorted(
      (a, b) =>
        Number(a.revokedAt !== null) - Number(b.revokedAt !== null) ||
        Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt),
    );
    return page(
      c,
      {
        title: 'Devices',
        current: HERE,
        lead: 'Each enrolled browser has a token of its own, stored here only as a hash.',
      },
      <>
        <section class="card">
          <header>
            <h2>New enrolment code</h2>
          </header>
          <PostForm c={c} to={`${HERE}/codes`} class="row-form">
            <Field label="Browsers" for="uses">
              <input id="uses" name="uses" type="number" min="1" max="100000" value="1" required />
            </Field>
            <Field label="Good for" for="validMinutes">
              <select id="validMinutes" name="validMinutes">
                {VALID.map(([minutes, word]) => (
                  <option value={minutes} selected={minutes === '10080'}>
                    {word}
                  </option>
                ))}
              </select>
            </Field>
            <Field label="Note" for="note">
              <input id="note" name="note" type="text" maxlength={200} placeholder="Sales, spring" />
            </Field>
            <button type="submit" class="button primary">
              Make the code
            </button>
          </PostForm>
          <p class="hint">
            For a silent roll-out by browser policy make one code for as many browsers as you have, good for a year, and
            set it as the policy’s enrolmentKey.
          </p>
          {open.value.codes.length === 0 ? null : (
            <Table
              label="Enrolment codes that are good"
              columns={[
                { head: 'Code' },
                { head: 'Note' },
                { head: 'Uses left', number: true },
                { head: 'Made' },
                { head: 'Good until' },
                { head: '' },
              ]}
              rows={open.value.codes.map((one) => [
                <Code>{one.codeId}</Code>,
                one.note ?? '–',
                numberText(one.usesLeft),
                <Moment at={one.createdAt} now={now} />,
                <Moment at={one.expiresAt} now={now} />,
                <PostButton c={c} to={`${HERE}/codes/withdraw`} fields={{ id: one.codeId }} kind="danger">
                  Withdraw<span class="unseen"> code {one.codeId}</span>
                </PostButton>,
              ])}
            />
          )}
        </section>
        <section class="card">
          <header>
            <h2>Browsers</h2>
            <span class="soft">{numberText(devices.length)}</span>
          </header>
          {devices.length === 0 ? (
            <Empty>No browser is enrolled yet: make a code and give it to a rep.</Empty>
          ) : (
            <Table
              label="Enrolled browsers"
              columns={[
                { head: 'Browser' },
                { head: 'State' },
                { head: 'Last seen' },
                { head: 'Version' },
                { head: 'Enrolled' },
                { head: '' },
              ]}
              rows={devices.map((device) => [
                <>
                  {device.name ?? 'Browser'} <Code>{device.deviceId}</Code>
                </>,
                device.revokedAt !== null ? (
                  <Badge kind="calm">revoked</Badge>
                ) : now - Date.parse(device.lastSeenAt) > 30 * 24 * 3600_000 ? (
                  <Badge kind="warn">silent</Badge>
                ) : (
                  <Badge kind="ok">enrolled</Badge>
                ),
                <Moment at={device.lastSeenAt} now={now} />,
                device.extensionVersion ?? '–',
                <Moment at={device.createdAt} now={now} />,
                device.revokedAt !== null ? (
                  ''
                ) : (
                  <Careful label="Revoke…" name={device.name ?? device.deviceId}>
                    <p>
                      Its token stops at once, and the browser erases everything it has read. It needs a new code to
                      come back.
                    </p>
                    <PostButton c={c} to={`${HERE}/revoke`} fields={{ id: device.deviceId }} kind="danger">
                      Revoke this browser
                    </PostButton>
                  </Careful>
                ),
              ])}
            />
          )}
        </section>
      </>,
    );
  })
  .post('/devices/revoke', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).devices.revoke(form.text('id'));
    return reply.ok ? c.redirect(`${HERE}?done=device-revoked`, 303) : problemPage(c, HERE, reply);
  })
  .post('/devices/codes', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const note = form.text('note').trim();
    const request = enrolmentCodeRequestSchema.safeParse({
      uses: Number(form.text('uses')),
      validMinutes: Number(form.text('validMinutes')),
      ...(note === '' ? {} : { note }),
    });
    if (!request.success) {
      const [issue] = request.error.issues;
      return problemPage(c, HERE, refused('bad-request', { detail: `${issue?.path.join('.')}: ${issue?.message}` }));
    }
    const reply = await officeOf(c).devices.createCode(request.data);
    if (!reply.ok) return problemPage(c, HERE, reply);
    const { code, expiresAt } = reply.value;
    const { origin } = new URL(c.req.url);
    return page(
      c,
      { title: 'Enrolment code', current: HERE, lead: 'It is shown this once. Copy it now.' },
      <section class="card stack">
        <p>
          Good for {numberText(request.data.uses)} {request.data.uses === 1 ? 'browser' : 'browsers'}, until{' '}
          {momentText(expiresAt)}.
        </p>
        <h2>Worker address</h2>
        <code class="secret">{origin}</code>
        <h2>Enrolment code</h2>
        <code class="secret">{code}</code>
        <h2>Both as a link</h2>
        <code class="secret">{`${origin}/#code=${encodeURIComponent(code)}`}</code>
        <p class="hint">
          The rep pastes the link, or enters address and code, on the page that opens when the extension is installed
          (later: in its options), sees the address in full and presses “Agree and connect”.
        </p>
        <a class="button" href={HERE}>
          I have copied it
        </a>
      </section>,
    );
  })
  .post('/devices/codes/withdraw', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).devices.withdrawCode(form.text('id'));
    return reply.ok ? c.redirect(`${HERE}?done=code-withdrawn`, 303) : problemPage(c, HERE, reply);
  });
