/** @jsxImportSource hono/jsx */
import type { Child, FC, PropsWithChildren } from 'hono/jsx';
import type { ObjectType } from '../../../shared/objects/object-type.ts';
import type { ConsoleContext } from '../frame.ts';
import { agoText, momentText, TYPE_WORDS } from './words.ts';

/** A moment: how long ago, with the exact moment for those who hover or copy. */
export const Moment: FC<{ at: string | null; now: number; none?: string }> = ({ at, now, none = '–' }) =>
  at === null ? (
    <span class="soft">{none}</span>
  ) : (
    <time datetime={at} title={momentText(at)}>
      {agoText(at, now)}
    </time>
  );

export const Code: FC<PropsWithChildren> = ({ children }) => <code class="wrap">{children}</code>;

/** A short word on a coloured ground; the word alone says everything. */
export const Badge: FC<PropsWithChildren<{ kind: 'ok' | 'warn' | 'bad' | 'calm' }>> = ({ kind, children }) => (
  <span class={`badge ${kind}`}>{children}</span>
);

/** A link out of the console to a page of the CRM. Only web addresses become links: the rest of the world wrote them. */
export const OutsideLink: FC<PropsWithChildren<{ href: string | null }>> = ({ href, children }) =>
  href !== null && /^https?:\/\//i.test(href) && URL.canParse(href) ? (
    <a href={href} rel="noopener noreferrer" target="_blank">
      {children}
      <span class="unseen"> (opens the CRM in a new tab)</span>
    </a>
  ) : (
    <span>{children}</span>
  );

/** A record, leading to its story. */
export const RecordLink: FC<{ type: ObjectType; id: string }> = ({ type, id }) => (
  <a href={`/console/records?${new URLSearchParams({ type, id })}`}>
    {TYPE_WORDS[type].one} <Code>{id}</Code>
  </a>
);

export const Empty: FC<PropsWithChildren> = ({ children }) => <p class="empty">{children}</p>;

export interface Column {
  readonly head: string;
  /** Numbers stand right. */
  readonly number?: boolean;
  /** Sentences, which on a narrow screen keep room for some words a line. */
  readonly wide?: boolean;
}

/** A table that scrolls by itself where it is wider than the screen; reached by keyboard. */
export const Table: FC<{ label: string; columns: readonly Column[]; rows: readonly (readonly Child[])[] }> = ({
  label,
  columns,
  rows,
}) => (
  <section class="table-box" aria-label={label} tabindex={0}>
    <table>
      <caption class="unseen">{label}</caption>
      <thead>
        <tr>
          {columns.map(({ head, number }) => (
            <th scope="col" class={number ? 'number' : undefined}>
              {head === '' ? <span class="unseen">Actions</span> : head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells) => (
          <tr>
            {cells.map((cell, index) => (
              <td class={columns[index]?.number ? 'number' : columns[index]?.wide ? 'wide' : undefined}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

/** A form that posts to a path of the console, with the word that proves where it comes from. */
export const PostForm: FC<PropsWithChildren<{ c: ConsoleContext; to: string; file?: boolean; class?: string }>> = ({
  c,
  to,
  file,
  class: name,
  children,
}) => (
  <form method="post" action={to} enctype={file ? 'multipart/form-data' : undefined} class={name}>
    <input type="hidden" name="form-word" value={c.get('signer').formWord(c.get('sessionId'), to, c.get('now'))} />
    {children}
  </form>
);

/** A button alone in its form, with the fields that say what it is about. */
export const PostButton: FC<
  PropsWithChildren<{ c: ConsoleContext; to: string; fields?: Readonly<Record<string, string>>; kind?: string }>
> = ({ c, to, fields = {}, kind = '', children }) => (
  <PostForm c={c} to={to} class="inline">
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit" class={`button small ${kind}`}>
      {children}
    </button>
  </PostForm>
);

/** What cannot be undone takes two presses: the first only says what it means. */
export const Careful: FC<PropsWithChildren<{ label: string; name: string }>> = ({ label, name, children }) => (
  <details class="careful">
    <summary class="button small danger">
      {label}
      <span class="unseen"> {name}</span>
    </summary>
    <div class="careful-box">{children}</div>
  </details>
);

export const Field: FC<PropsWithChildren<{ label: string; hint?: string; for: string }>> = ({
  label,
  hint,
  for: id,
  children,
}) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children}
    {hint === undefined ? null : (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
  </div>
);
