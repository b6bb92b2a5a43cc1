/** @jsxImportSource hono/jsx */
import { Hono } from 'hono';
import { type ConsoleApp, formOf, officeOf } from '../frame.ts';
import { page, problemPage } from '../parts/layout.tsx';
import { Code, Empty, Field, PostForm, Table } from '../parts/pieces.tsx';
import { numberText } from '../parts/words.ts';
import { CONSENT } from './profile-consent.tsx';

const HERE = '/console/users';

/** Users out of a CSV file, for CRMs whose reps may not see the list of users. */
export const usersPage = new Hono<ConsoleApp>()
  .get('/users', async (c) => {
    const current = await officeOf(c).profiles.text(null);
    const users = current.ok ? usersOf(current.value.text) : [];
    return page(
      c,
      {
        title: 'Users',
        current: HERE,
        lead: 'Deals name their owners. Where reps may not see the CRM’s list of users, give it here.',
      },
      <>
        <section class="card">
          <header>
            <h2>Import from CSV</h2>
          </header>
          {current.ok ? (
            <PostForm c={c} to={`${HERE}/import`} file class="stack">
              <Field
                label="CSV file"
                for="file"
                hint="The first line names the columns: id (as the CRM writes it) and email; first name, last name, name and aliases where you have them. It replaces the users stated before and makes a new version of the profile."
              >
                <input id="file" name="file" type="file" accept=".csv,text/csv" required />
              </Field>
              <button type="submit" class="button primary">
                Import
              </button>
            </PostForm>
          ) : (
            <Empty>Upload a profile first: users become part of it.</Empty>
          )}
        </section>
        <section class="card">
          <header>
            <h2>Stated in the profile</h2>
            <span class="soft">{numberText(users.length)}</span>
          </header>
          {users.length === 0 ? (
            <Empty>None: users come from the CRM’s pages.</Empty>
          ) : (
            <Table
              label="Users stated in the profile"
              columns={[{ head: 'Id' }, { head: 'E-mail address' }, { head: 'Also called' }]}
              rows={users.map(({ id, email, aliases }) => [<Code>{id}</Code>, email, aliases.join(' · ')])}
            />
          )}
        </section>
      </>,
    );
  })
  .post('/users/import', async (c) => {
    const form = await formOf(c);
    if (!form.ok) return problemPage(c, HERE, form);
    const reply = await officeOf(c).profiles.importUsers(await form.file('file'));
    if (!reply.ok) return problemPage(c, HERE, reply);
    const { problems, uploaded } = reply.value;
    if (uploaded?.waiting !== undefined) return c.redirect(CONSENT, 303);
    if (problems.length === 0) return c.redirect(`${HERE}?done=users-imported`, 303);
    return page(
      c,
      { title: 'The file cannot be imported', current: HERE, status: 422 },
      <section class="card">
        <p>{`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}. Nothing was changed.`}</p>
        <Table
          label="Problems of the file"
          columns={[{ head: 'Line', number: true }, { head: 'What' }]}
          rows={problems.slice(0, 200).map(({ line, what }) => [line === 0 ? 'file' : line, what])}
        />
        <p>
          <a class="button" href={HERE}>
            Back
          </a>
        </p>
      </section>,
    );
  });

function usersOf(text: string): { id: string; email: string; aliases: string[] }[] {
  const profile = JSON.parse(text) as {
    objects?: {
      BUSINESS_USER?: { constants?: { id: string; aliases?: string[]; fields?: Record<string, unknown> }[] };
    };
  };
  return (profile.objects?.BUSINESS_USER?.constants ?? []).map(({ id, aliases = [], fields }) => ({
    id,
    email: String(fields?.['emailAddress'] ?? ''),
    aliases,
  }));
}
