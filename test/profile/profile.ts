/** `npm run profile -- check PROFILE PAGE... [--url URL]` and `explain PROFILE PAGE [--url URL]`. Design §10. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import { checkPages } from './check.ts';
import { explainPage } from './explain.ts';
import { loadPage, profileAt } from './load-page.ts';

const USAGE = `Usage:
  npm run -s profile -- check PROFILE PAGE... [--url URL]    one JSON line a page
  npm run -s profile -- explain PROFILE PAGE [--url URL]     for people: what became of each field
--url is the page's address, for one PAGE; otherwise it comes from PAGE.headers.json or <base>.
`;

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function readProfile(file: string): Profile {
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  } catch (failure) {
    return stop(`${file}: ${failure instanceof Error ? failure.message : 'cannot be read'}`);
  }
  const parsed = parseProfile(input);
  if (parsed.ok) return parsed.profile;
  const lines = parsed.problems.map(
    ({ path, what, why, example }) =>
      `${path === '' ? 'the profile' : path}: ${what}. ${why}${example === '' ? '' : `\n    e.g. ${example}`}`,
  );
  return stop([`${file} is not a usable profile:`, ...lines].join('\n'));
}

function main(): void {
  let command: string | undefined;
  let profileFile: string | undefined;
  let pages: string[] = [];
  let url: string | undefined;
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      process.stderr.write(USAGE);
      process.exit(0);
    }
    [command, profileFile, ...pages] = positionals;
    url = values.url;
  } catch (failure) {
    stop(`${failure instanceof Error ? failure.message : ''}\n${USAGE}`);
  }
  if ((command !== 'check' && command !== 'explain') || profileFile === undefined || pages.length === 0) stop(USAGE);
  if (command === 'explain' && pages.length !== 1) stop(`explain takes one PAGE.\n${USAGE}`);
  if (url !== undefined && pages.length !== 1) stop(`--url goes with one PAGE only.\n${USAGE}`);
  if (url !== undefined && !URL.canParse(url)) stop(`“${url}” is not an address.`);
  const stated = readProfile(profileFile);
  let profile = stated;
  try {
    profile = profileAt(stated, pages, url);
  } catch {
    // A page that cannot be read is named below.
  }
  if (profile !== stated)
    process.stderr.write(`The profile is read as that of ${profile.crm.origin[0]}, from where the pages come.\n`);
  const loaded = pages.map((page) => {
    try {
      return loadPage(profile, page, url);
    } catch (failure) {
      return stop(`${page}: ${failure instanceof Error ? failure.message : 'cannot be read'}`);
    }
  });
  if (command === 'check')
    for (const page of checkPages(profile, loaded, null)) process.stdout.write(`${JSON.stringify(page)}\n`);
  else for (const page of loaded) process.stdout.write(explainPage(profile, page, null));
}

main();
