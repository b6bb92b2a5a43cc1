import { JSDOM } from 'jsdom';
import { PASSWORD } from './data/people.ts';

/** An answer as a rep's browser sees it. Redirects are not followed. */
export interface Seen {
  readonly status: number;
  readonly location: string | null;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly document: Document;
}

/** A rep's browser with its cookie. */
export interface Rep {
  get(path: string): Promise<Seen>;
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Seen>;
  /** Posts a form of a page, with some of its fields changed. */
  submit(form: HTMLFormElement, changed: Readonly<Record<string, string>>): Promise<Seen>;
}

/** A browser that talks to the CRM at `url`; signed in when a user is named. */
export const createRep = async (url: string, user?: string): Promise<Rep> => {
  let cookie = '';
  const request = async (path: string, init: RequestInit): Promise<Seen> => {
    const response = await fetch(`${url}/${path.replace(/^\//, '')}`, {
      ...init,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { Cookie: cookie }), 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    const set = response.headers.get('set-cookie');
    if (set !== null) cookie = set.split(';')[0] ?? '';
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder('windows-1252').decode(bytes);
    return {
      status: response.status,
      location: response.headers.get('location'),
      headers: response.headers,
      bytes,
      text,
      document: new JSDOM(text).window.document,
    };
  };
  const post = (path: string, fields: Readonly<Record<string, string>>): Promise<Seen> =>
    request(path, { method: 'POST', body: encodeFields(fields) });
  if (user !== undefined) await post('anmelden.asp', { user, pass: PASSWORD });
  return {
    get: (path) => request(path, {}),
    post,
    submit: (form, changed) => post(form.getAttribute('action') ?? '', { ...fieldsOf(form), ...changed }),
  };
};

/** Form fields as a browser sends them from a windows-1252 page, for text within ISO-8859-1. */
const encodeFields = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${percent(name)}=${percent(value)}`)
    .join('&');

const percent = (text: string): string =>
  [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (/[A-Za-z0-9_]/.test(character)) return character;
      if (character === '€') return '%80';
      return code > 0xff ? `%26%23${code}%3B` : `%${code.toString(16).padStart(2, '0')}`;
    })
    .join('');

/** What a form would send: named fields, without buttons and empty checkboxes. */
export const fieldsOf = (form: HTMLFormElement): Record<string, string> => {
  const fields: Record<string, string> = {};
  for (const control of form.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
    'input[name], select[name], textarea[name]',
  )) {
    const checkable = control.matches('input[type=checkbox]') && control.getAttribute('checked') === null;
    if (!checkable && !control.matches('input[type=button], input[type=submit]')) fields[control.name] = control.value;
  }
  return fields;
};

/** The value cell's visible text beside a label of a record page; undefined when no cell has the label. */
export const valueBeside = (scope: ParentNode, label: string): string | undefined => {
  for (const cell of scope.querySelectorAll('td')) {
    if (cell.textContent?.replace(/\u00a0/g, '').trim() !== `${label}:`) continue;
    const value = cell.nextElementSibling?.cloneNode(true);
    if (!isElement(value)) return undefined;
    for (const hidden of value.querySelectorAll('[style*="display:none"]')) hidden.remove();
    for (const end of value.querySelectorAll('br')) end.replaceWith('\n');
    return value.textContent?.replace(/\u00a0/g, '').trim();
  }
  return undefined;
};

const isElement = (node: Node | undefined): node is Element => node?.nodeType === 1;
