import type { HealthReport } from '../../shared/protocol/messages.ts';
import { readFact, writeFact } from '../store/database.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import type { EngineParts } from './engine-parts.ts';

/** While pages are being read, figures go out so seldom; at the end of it at once. */
const WHILE_READING_MS = 60_000;
/** The newest measures of a page say enough. */
const REPORTED = 10;

/**
 * Tells the Worker what this browser has measured on list pages under the profile in force, and whether the login is proven there, whenever that has changed: a new profile goes to
 * everybody only once the first browsers have found it healthy. The answer names the version to work with; another one is fetched at once.
 */
export async function reportHealth(parts: EngineParts, rules: CrmRules): Promise<void> {
  const { db, link } = parts;
  const pages = await pagesOf(parts, rules);
  const counted = await readFact(db, 'noLogin');
  const noLogin =
    counted?.version === rules.version
      ? { unproven: counted.unproven, signedOut: counted.signedOut }
      : { unproven: 0, signedOut: 0 };
  const print = `${rules.version} ${JSON.stringify([pages, noLogin])}`;
  const sent = await readFact(db, 'healthSent');
  const nothing = pages.length === 0 && noLogin.unproven + noLogin.signedOut === 0;
  if (nothing || sent?.print === print || (await link.notBefore()) > 0) return;
  const reading = (await db.sweeps.where('active').equals(1).count()) > 0;
  if (reading && sent !== undefined && parts.now() - sent.at < WHILE_READING_MS) return;
  const reply = await link.call((client) =>
    client.health({ profileVersion: rules.version, refused: null, pages, noLogin }),
  );
  if (!reply?.ok) return;
  await writeFact(db, 'healthSent', { print, at: parts.now() });
  const known = await readFact(db, 'profile');
  if (known !== undefined && reply.value.profileVersion !== null && reply.value.profileVersion !== known.version)
    await writeFact(db, 'profile', { ...known, fetchedAt: 0 });
}

async function pagesOf({ db }: EngineParts, rules: CrmRules): Promise<HealthReport['pages']> {
  const rows = (await db.health.toArray()).filter(({ profileVersion }) => profileVersion === rules.version);
  const unproven = await readFact(db, 'unproven');
  const counts = unproven?.version === rules.version ? unproven.pages : {};
  const names = new Set([...rows.map(({ page }) => page), ...Object.keys(counts)]);
  return [...names].sort().map((page) => {
    const same = rows.filter((row) => row.page === page);
    return {
      page,
      measures: same
        .flatMap(({ measures }) => measures.map((one) => ({ ...one, fill: { ...one.fill } })))
        .slice(-REPORTED),
      alarms: same.flatMap(({ open }) => [...open]).slice(0, 100),
      unproven: counts[page] ?? 0,
    };
  });
}
