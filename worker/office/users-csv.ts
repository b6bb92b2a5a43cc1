/** A user as the profile states one (profile: `constants`). */
export interface StatedUser {
  readonly id: string;
  /** Absent where the file gives no name: a profile takes no empty list. */
  readonly aliases?: readonly string[];
  readonly fields: { readonly emailAddress: string };
}

export interface CsvProblem {
  /** 1-based, the header included; 0 for the whole file. */
  readonly line: number;
  readonly what: string;
}

/** What headers are called; compared without case, spaces and marks. */
const COLUMNS = {
  id: ['id', 'userid', 'crmid', 'login', 'username', 'user', 'benutzer', 'benutzername', 'kennung'],
  email: ['email', 'emailaddress', 'mail', 'mailaddress', 'e', 'emailadresse'],
  first: ['firstname', 'givenname', 'vorname'],
  last: ['lastname', 'surname', 'familyname', 'nachname', 'name2'],
  name: ['name', 'fullname', 'displayname', 'anzeigename'],
  aliases: ['aliases', 'alias', 'othernames'],
} as const;

type Column = keyof typeof COLUMNS;

const MOST_USERS = 2000;
const MAIL = /^[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"']{2,}$/;

/**
 * Reads users out of a CSV file: comma, semicolon or tab, quotes as in RFC 4180. It needs a column of ids (as the CRM writes them) and one of e-mail
 * addresses; names become aliases in both orders. Every line that does not fit is a problem; with problems nothing is to be imported.
 */
export function readUsersCsv(text: string): { readonly users: StatedUser[]; readonly problems: CsvProblem[] } {
  const [header, ...rows] = parseCsv(text.replace(/^\uFEFF/, ''));
  if (header === undefined) return { users: [], problems: [{ line: 0, what: 'The file is empty.' }] };
  const at = columnsOf(header.cells);
  const missing = [...(at.id === undefined ? ['id'] : []), ...(at.email === undefined ? ['email'] : [])];
  if (missing.length > 0) {
    const what = `The first line names no column ${missing.join(' and no column ')}; it has: ${header.cells.join(', ')}.`;
    return { users: [], problems: [{ line: 1, what }] };
  }
  const users: StatedUser[] = [];
  const problems: CsvProblem[] = [];
  const seen = new Map<string, number>();
  for (const { line, cells } of rows) {
    const cell = (column: Column) => (at[column] === undefined ? '' : (cells[at[column]] ?? '').trim());
    if (cells.every((one) => one.trim() === '')) continue;
    const [id, email] = [cell('id'), cell('email').toLowerCase()];
    const earlier = seen.get(id);
    if (id === '') problems.push({ line, what: 'It has no id.' });
    else if (earlier !== undefined) problems.push({ line, what: `The id ${id} stands in line ${earlier} already.` });
    else if (!MAIL.test(email)) problems.push({ line, what: `“${email}” is no e-mail address.` });
    else {
      const aliases = namesOf(cell);
      users.push({ id, ...(aliases.length > 0 ? { aliases } : {}), fields: { emailAddress: email } });
    }
    seen.set(id, line);
  }
  if (users.length > MOST_USERS)
    problems.push({ line: 0, what: `It holds ${users.length} users; a profile takes ${MOST_USERS}.` });
  if (users.length === 0 && problems.length === 0) problems.push({ line: 0, what: 'It holds no user.' });
  return { users, problems };
}

function namesOf(cell: (column: Column) => string): string[] {
  const [first, last, name] = [cell('first'), cell('last'), cell('name')];
  const both = first !== '' && last !== '' ? [`${first} ${last}`, `${last}, ${first}`, `${last} ${first}`] : [];
  const others = cell('aliases').split(/[|;]/);
  return [...new Set([name, ...both, ...others].map((one) => one.trim()).filter((one) => one !== ''))];
}

function columnsOf(header: readonly string[]): Partial<Record<Column, number>> {
  const names = header.map((cell) => cell.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const found: Partial<Record<Column, number>> = {};
  for (const [column, words] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const index = names.findIndex((name) => words.includes(name));
    if (index >= 0) found[column] = index;
  }
  return found;
}

/** Rows of a CSV text with the line each begins in; the separator is the one that the first line has most of. */
function parseCsv(text: string): { line: number; cells: string[] }[] {
  const first = text.split(/\r?\n/, 1)[0] ?? '';
  const separator = [',', ';', '\t'].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  const rows: { line: number; cells: string[] }[] = [];
  let [cells, cell, quoted, line, start]: [string[], string, boolean, number, number] = [[], '', false, 1, 1];
  const endRow = () => {
    if (cells.length > 0 || cell !== '') rows.push({ line: start, cells: [...cells, cell] });
    [cells, cell, start] = [[], '', line];
  };
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i] ?? '';
    if (letter === '\n') line += 1;
    if (quoted) {
      if (letter === '"' && text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (letter === '"') quoted = false;
      else cell += letter;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === separator) {
      cells.push(cell);
      cell = '';
    } else if (letter === '\n') endRow();
    else if (letter !== '\r') cell += letter;
  }
  endRow();
  return rows;
}
