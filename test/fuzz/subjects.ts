/** Pages that profiles can read, to be mutated: the presets' own, those of other families, and the benchmark's. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodePage, htmlOf } from '../../shared/profile/page-text.ts';
import type { PlannedPage } from '../../shared/profile/raw.ts';
import { pagesForUrl } from '../../shared/profile/requests.ts';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import { benchProfile, listPage, recordPage } from '../bench/pages.ts';

const ROOT = join(import.meta.dirname, '../..');
const PRESETS = join(ROOT, 'shared/profile/presets');
const FAMILIES = join(ROOT, 'test/profile/families/fixtures');

/** A profile as it is written, as it was understood, and the pages that it reads. */
export interface Subject {
  readonly name: string;
  readonly written: unknown;
  readonly profile: Profile;
  readonly pages: readonly SubjectPage[];
}

export interface SubjectPage {
  readonly planned: PlannedPage;
  readonly url: string;
  readonly html: string;
}

/** All subjects, the same in every run. */
export function subjects(): Subject[] {
  const bench = benchProfile();
  const get = (page: string, url: string, crmId?: string): PlannedPage => ({
    page,
    request: { method: 'GET', url },
    ...(crmId === undefined ? {} : { crmId }),
  });
  const list = 'https://crm.example/list.php';
  const one = 'https://crm.example/one.php?id=1';
  return [
    subject('sugarcrm', join(PRESETS, 'sugarcrm-ce-6.5.json'), join(PRESETS, 'fixtures/sugarcrm')),
    subject('dolibarr', join(PRESETS, 'dolibarr.json'), join(PRESETS, 'fixtures/dolibarr')),
    subject('xrms', join(PRESETS, 'xrms.json'), join(PRESETS, 'fixtures/xrms')),
    subject('webforms', join(FAMILIES, 'webforms/profile.json'), join(FAMILIES, 'webforms')),
    subject('mandants', join(FAMILIES, 'mandants/profile.json'), join(FAMILIES, 'mandants')),
    subject('cards', join(FAMILIES, 'cards/profile.json'), join(FAMILIES, 'cards')),
    subject('domino', join(FAMILIES, 'domino/profile.json'), join(FAMILIES, 'domino')),
    {
      name: 'bench',
      written: bench,
      profile: bench,
      pages: [
        { planned: get('list', list), url: list, html: listPage(12) },
        { planned: get('one', one, '1'), url: one, html: recordPage() },
      ],
    },
  ];
}

function subject(name: string, file: string, folder: string): Subject {
  const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const parsed = parseProfile(written);
  if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  const { profile } = parsed;
  const pages = readdirSync(folder)
    .filter((one) => one.endsWith('.html'))
    .sort()
    .flatMap((one): SubjectPage[] => {
      const headers: Record<string, string> = JSON.parse(readFileSync(join(folder, `${one}.headers.json`), 'utf8'));
      const { text } = decodePage(readFileSync(join(folder, one)), headers['content-type'] ?? null);
      const url = headers['url'] ?? '';
      return pagesForUrl(profile, url).flatMap((planned) => {
        const opened = htmlOf(profile, planned.page, text);
        return opened.ok ? [{ planned: { ...planned, request: { method: 'GET', url } }, url, html: opened.html }] : [];
      });
    });
  return { name, written, profile, pages };
}
