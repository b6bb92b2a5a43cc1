/** What keeps a profile from being used. `path` is written as in `pages.accounts.objects.ACCOUNT.fields.name`. */
export interface ProfileProblem {
  readonly path: string;
  readonly what: string;
  readonly why: string;
  readonly example: string;
}

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
};

function keyNames(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}

function nearest(word: string, known: readonly string[]): string | undefined {
  const distance = (a: string, b: string): number => {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        const cost = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1;
        next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
      }
      row = next;
    }
    return row[b.length] ?? 0;
  };
  return known
    .map((name) => ({ name, far: distance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
    .find(({ far }) => far <= 2)?.name;
}

const KNOWN_KEYS = [
  'label',
  'column',
  'css',
  'xpath',
  'url',
  'constant',
  'script',
  'key',
  'section',
  'within',
  'at',
  'cell',
  'under',
  'row',
  'inside',
  'nth',
  'all',
  'drop',
  'take',
  'attribute',
  'hidden',
  'absent',
  'ids',
  'as',
  'templates',
  'hole',
  'line',
  'strip',
  'map',
  'dateFormats',
  'timeZone',
  'decimal',
  'group',
  'multiply',
  'kind',
  'objects',
  'fields',
  'rows',
  'next',
  'counter',
  'before',
  'signedIn',
  'signedOut',
  'gone',
  'denied',
  'goneOrDenied',
  'empty',
  'ignore',
  'show',
  'labels',
  'headers',
  'headerRows',
  'rowsPerRecord',
  'link',
  'param',
  'submit',
  'set',
  'form',
  'text',
  'when',
  'is',
  'isNot',
  'like',
  'prefix',
  'aliases',
  'custom',
  'constants',
  'crm',
  'session',
  'signs',
  'formats',
  'units',
  'rates',
  'emptyMarkers',
  'maskedMarkers',
  'pages',
  'sweep',
  'health',
  'origin',
  'base',
  'currency',
  'never',
  'language',
];

/** zod's issues as sentences for people; a union's issues are those of the branch that got furthest. */
export function explainIssues(
  issues: readonly Issue[],
  input: unknown,
  above: readonly PropertyKey[] = [],
): ProfileProblem[] {
  return issues.flatMap((issue) => {
    const full = [...above, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors && issue.errors.length > 0) {
      const depth = (branch: readonly Issue[]) =>
        Math.max(
          ...branch.map((one) => one.path.length + (one.code === 'invalid_type' && one.path.length === 0 ? -1 : 0.5)),
        );
      const best = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0];
      if (best) return explainIssues(best, input, full);
    }
    const path = keyNames(full);
    const last = [...full].reverse().find((part) => typeof part === 'string' && Object.hasOwn(EXAMPLES, part));
    const stated = issue.params?.['example'];
    const example = typeof stated === 'string' ? stated : last === undefined ? '' : (EXAMPLES[String(last)] ?? '');
    if (issue.code === 'unrecognized_keys') {
      return (issue.keys ?? []).map((key) => {
        const meant = nearest(key, KNOWN_KEYS);
        return {
          path: keyNames([...full, key]),
          what: 'is not a key that can stand here',
          why: 'A misspelt key would be ignored in silence, and its field never read.',
          example: meant === undefined ? 'See the reference in docs/profiles.md.' : `Did you mean "${meant}"?`,
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
        what: missing ? 'is missing' : (listed ?? issue.message.replace(/^Invalid input: /, '')),
        why: missing
          ? 'The page cannot be read without it.'
          : 'The profile is checked strictly, so that nothing is read by guess.',
        example,
      },
    ];
  });
}
