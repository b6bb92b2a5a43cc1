import { editDistance } from './edit-distance.ts';

/** What keeps a profile from being used. `path` is written as in `pages.accounts.objects.ACCOUNT.fields.name`. */
export interface ProfileProblem {
  readonly path: string;
  readonly what: string;
  readonly why: string;
  readonly example: string;
}

/** Notes a problem. */
export type Add = (path: string, what: string, why: string, example: string) => void;

/** The problem as one line for people. */
export function problemText({ path, what, why, example }: ProfileProblem): string {
  return [`${path}:`, what, why, example === '' ? '' : `Example: ${example}`].filter((part) => part !== '').join(' ');
}

/** What zod reports, as far as it is used here. */
interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly params?: Record<string, unknown> | undefined;
  readonly values?: readonly unknown[];
  readonly expected?: string;
}

/** Examples for keys that people get wrong; the last part of the path chooses. */
const EXAMPLES: Readonly<Record<string, string>> = {
  kind: '"kind": "list"',
  origin: '"origin": "https://crm.example.com"',
  signedIn: '"signedIn": { "css": "a[href*=logout]" }',
  url: '"url": "index.php?module=Accounts&action=index"',
  id: '"id": { "param": "record" }',
  next: '"next": { "link": { "text": ["Next"] } }',
  rows: '"rows": { "headers": [["Name"], ["City"]] }',
  fields: '"fields": { "name": { "label": "Account name" } }',
  when: '"when": { "field": "_status", "is": ["Lead"] }',
  objects: '"objects": { "ACCOUNT": { "fields": { … } } }',
  as: '"as": "money"',
  dateFormats: '"dateFormats": ["DD.MM.YYYY HH:mm"]',
  templates: '"templates": ["{value} by {user}"]',
  map: '"map": { "Closed Won": "WON" }',
  currency: '"currency": "EUR"',
  timeZone: '"timeZone": "Europe/Berlin"',
  decimal: '"decimal": ","',
  group: '"group": "."',
  session: '"session": { "signedIn": { "css": "a[href*=logout]" } }',
  crm: '"crm": { "origin": "https://crm.example.com", "currency": "EUR" }',
  pages: '"pages": { "accounts": { "kind": "list", … } }',
  headers: '"headers": [["Name", "Firma"], ["City"]]',
  link: '"link": { "text": "Next" }',
  emailFromLogin: '"emailFromLogin": "{login}@example.com"',
  tellsGoneFromDenied: '"tellsGoneFromDenied": true',
  type: '"type": "STRING"',
  label: '"label": "Account name"',
  counter: '"counter": { "templates": "{from} - {to} of {total}" }',
  open: '"open": { "list": "deals", "link": { "text": "Select" } }',
};

/** What JSON calls its kinds of values, in words. */
const KINDS: Readonly<Record<string, string>> = {
  object: 'a group in braces { … }',
  record: 'a group in braces { … }',
  array: 'a list in brackets [ … ]',
  string: 'a text in quotes',
  number: 'a number without quotes',
  int: 'a whole number without quotes',
  boolean: 'true or false, without quotes',
  null: 'null',
};

/** The checker's words about a value as a sentence for people. */
function plainWords(message: string): string {
  const kinds = /^Invalid input: expected (\w+), received (\w+)$/.exec(message);
  if (kinds) return `must be ${KINDS[kinds[1] ?? ''] ?? kinds[1]}, but is ${KINDS[kinds[2] ?? ''] ?? kinds[2]}`;
  const size = /^Too (?:big|small): expected (\w+) to (?:have|be) (>=|<=|>|<|exactly )?\s*(-?\d+)/.exec(message);
  if (size) {
    const bound = { '>=': 'at least', '<=': 'at most', '>': 'more than', '<': 'less than' }[size[2] ?? ''] ?? 'exactly';
    const unit = size[1] === 'string' ? ' characters' : size[1] === 'array' ? ' entries' : '';
    return `must ${unit === '' ? 'be' : 'have'} ${bound} ${size[3]}${unit}`;
  }
  if (message === 'Invalid key in record')
    return 'is not a name that can stand here: letters, digits, - and _ only, a letter first';
  const choice = /^Invalid discriminator value\. Expected (.+)$/.exec(message);
  if (choice) return `must be one of ${(choice[1] ?? '').replaceAll("'", '"').replaceAll(' | ', ', ')}`;
  return message.replace(/^Invalid input: /, '').replace(/\.$/, '');
}

function keyNames(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}

function nearest(word: string, known: readonly string[]): string | undefined {
  return known
    .map((name) => ({ name, far: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far || Math.abs(a.name.length - word.length) - Math.abs(b.name.length - word.length))
    .find(({ far }) => far <= 2)?.name;
}

/** Keys that a misspelt one may have meant. */
const KNOWN_KEYS = `
  $schema format name note crm session pages objects signs formats units rates currencyMarks emptyMarkers maskedMarkers sweep health
  origin base currency timeZone language visibility tellsGoneFromDenied sessionParams shells never publicMailHosts signedIn
  signedOut blocked complete gone denied goneOrDenied viewer probe css text only blank script address title absent kind url form
  charset alsoAt envelope endsWith within shows ignore show labels labelsIn headings empty fields when id prefix is isNot like field
  rows headers headerRows ragged rowsPerRecord path counter templates before unless submit newestFirst next link param none end
  endSigns pageSize image rel template step first set leaveOut open list mandatory emptyTemplate confirm attribute checkbox column data
  inside has key params parts label columnLink xpath above constant section at cell under row nth all drop take hidden ids dots gap repeats elements as hole
  line strip stripStart decodeEntities map mapByLanguage passUnlisted dateFormats dateOnly decimal group maxDecimals multipliers
  fraction keep booleans multiply unit currencyFrom followedBy joinedBy whenEmpty refersTo by separators alsoFrom yes no byEvidence timeZoneFrom moments zones sign
  yearPivot relativeDays aliases custom constants emailFromLogin type values deleted BUSINESS_USER STAGE ACCOUNT CONTACT DEAL LEAD
  minIntervalMs concurrency detailMaxAgeHours maxListPages fill problems
`
  .trim()
  .split(/\s+/);

/** zod's issues as sentences for people; a union's issues are those of the branch that got furthest. */
export function explainIssues(issues: readonly Issue[], input: unknown): ProfileProblem[] {
  const found = sentences(issues, input, []);
  // A misspelt key explains why its source has none; a value that is wrong in two ways is told once.
  const misspelt = found.filter(({ what }) => what === NO_KEY).map(({ path }) => path.slice(0, path.lastIndexOf('.')));
  return found.filter(
    ({ path, what }, index) =>
      (what === NO_KEY || !misspelt.includes(path)) && found.findIndex((one) => one.path === path) === index,
  );
}

/** Keys that have one place in the file, so that one which stands elsewhere can be sent there. */
const PLACES: readonly (readonly [place: string, keys: string])[] = [
  [
    'at the top of the file',
    'crm session pages objects signs formats units rates currencyMarks emptyMarkers sweep health',
  ],
  ['in "crm"', 'origin base visibility tellsGoneFromDenied sessionParams fromAddress shells never publicMailHosts'],
  ['in "session"', 'viewer'],
  ['in a set of "formats"', 'byEvidence timeZoneFrom yearPivot relativeDays'],
  ['in "objects", under the type', 'aliases custom constants emailFromLogin'],
  ['at a page', 'kind alsoAt shows envelope endsWith labelsIn headings'],
  ['at a list', 'rows counter before next newestFirst'],
  ['at a record page', 'mandatory emptyTemplate confirm open'],
  ['in "next"', 'end endSigns pageSize'],
  [
    'at a field',
    'mapByLanguage passUnlisted dateOnly maxDecimals multipliers fraction keep followedBy currencyFrom whenEmpty',
  ],
];

function placeOfKey(key: string): string | undefined {
  return PLACES.find(([, keys]) => keys.split(' ').includes(key))?.[0];
}

const NO_KEY = 'is not a key that can stand here';

function sentences(issues: readonly Issue[], input: unknown, above: readonly PropertyKey[]): ProfileProblem[] {
  return issues.flatMap((issue) => {
    const full = [...above, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors && issue.errors.length > 0) {
      const depth = (branch: readonly Issue[]) =>
        Math.max(
          ...branch.map((one) => one.path.length + (one.code === 'invalid_type' && one.path.length === 0 ? -1 : 0.5)),
        );
      const best = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0];
      if (best) return sentences(best, input, full);
    }
    const path = keyNames(full);
    // Only the key itself or the one around it: an example of something further out explains nothing.
    const last = full
      .filter((part) => typeof part === 'string')
      .slice(-2)
      .reverse()
      .find((part) => Object.hasOwn(EXAMPLES, part));
    const stated = issue.params?.['example'];
    const example = typeof stated === 'string' ? stated : last === undefined ? '' : (EXAMPLES[String(last)] ?? '');
    if (issue.code === 'unrecognized_keys') {
      return (issue.keys ?? []).map((key) => {
        const meant = nearest(key, KNOWN_KEYS);
        const place = placeOfKey(key);
        const guess =
          meant === undefined || meant === key ? 'See the reference in docs/profiles.md.' : `Did you mean "${meant}"?`;
        return {
          path: keyNames([...full, key]),
          what: NO_KEY,
          why: 'A misspelt key would be ignored in silence, and its field never read.',
          example: place === undefined ? guess : `"${key}" stands ${place}.`,
        };
      });
    }
    const missing = issue.code === 'invalid_type' && issue.message.includes('received undefined');
    const listed =
      issue.code === 'invalid_value' && issue.values
        ? `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
        : undefined;
    return [
      {
        path,
        what: missing ? 'is missing' : (listed ?? plainWords(issue.message)),
        why: missing
          ? 'Nothing can be read without it.'
          : 'The profile is checked strictly, so that nothing is read by guess.',
        example,
      },
    ];
  });
}
