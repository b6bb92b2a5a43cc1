/** What the extension may ask for; docs/store.md gives the reason for each, and a test keeps both together. */
export const PERMISSIONS = ['storage', 'unlimitedStorage', 'alarms', 'scripting'] as const;

/** Asked for at run time, one site at a time, with the person's click: which CRM a company has, no store can know. */
export const OPTIONAL_SITES = ['https://*/*', 'http://*/*'] as const;

interface Manifest {
  readonly version: string;
  readonly permissions?: readonly string[];
  readonly host_permissions?: readonly string[];
  readonly optional_host_permissions?: readonly string[];
  readonly optional_permissions?: readonly string[];
  readonly content_security_policy?: unknown;
  readonly externally_connectable?: unknown;
  readonly web_accessible_resources?: unknown;
  readonly icons?: Readonly<Record<string, string>>;
}

/** Code that is not in the package, or that is made out of text. */
const REMOTE_CODE: readonly (readonly [RegExp, string])[] = [
  [/<script[^>]+src=["']?(?:https?:)?\/\//i, 'loads a script from elsewhere'],
  [/\bimport\(\s*["'`]https?:/, 'imports code from elsewhere'],
  [/\bimportScripts\s*\(/, 'imports scripts'],
  [/(?<![\w.$])eval\s*\(/, 'evaluates text as code'],
];

/**
 * What is wrong with a built package, empty when it may be given away: permissions beyond the documented ones, sites beyond the company's
 * own, code from elsewhere.
 */
export function packageProblems(files: ReadonlyMap<string, string>, companyOrigins: readonly string[]): string[] {
  const manifest = JSON.parse(files.get('manifest.json') ?? '{}') as Manifest;
  const company = companyOrigins.length > 0;
  const hosts = new Set(companyOrigins.map((origin) => new URL(origin).hostname));
  const foreign = (manifest.host_permissions ?? []).filter((pattern) => !hosts.has(hostOf(pattern)));
  const optional = manifest.optional_host_permissions ?? [];
  const problems = [
    ...(sameSet(manifest.permissions ?? [], PERMISSIONS)
      ? []
      : [`permissions are ${manifest.permissions?.join(', ')}`]),
    ...foreign.map((pattern) => `asks for ${pattern} at install`),
    ...(company && (manifest.host_permissions ?? []).length === 0 ? ['has none of the company’s sites'] : []),
    ...(sameSet(optional, company ? [] : OPTIONAL_SITES)
      ? []
      : [`optional sites are ${optional.join(', ') || 'missing'}`]),
    ...(manifest.optional_permissions === undefined ? [] : ['has optional permissions that nobody documented']),
    ...(manifest.content_security_policy === undefined ? [] : ['loosens the browser’s own security policy']),
    ...(manifest.externally_connectable === undefined ? [] : ['can be talked to from web pages']),
    ...(manifest.web_accessible_resources === undefined ? [] : ['shows files of its own to web pages']),
    ...['16', '32', '48', '128'].flatMap((size) =>
      manifest.icons?.[size] ? [] : [`lacks its icon of ${size} pixels`],
    ),
    ...(/^\d+\.\d+\.\d+$/.test(manifest.version) ? [] : [`version ${manifest.version} is not three numbers`]),
  ];
  for (const [name, text] of files) {
    for (const [pattern, what] of REMOTE_CODE) if (pattern.test(text)) problems.push(`${name} ${what}`);
  }
  return problems;
}

function hostOf(pattern: string): string {
  return /^\w+:\/\/([^/:]+)/.exec(pattern)?.[1] ?? pattern;
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}
