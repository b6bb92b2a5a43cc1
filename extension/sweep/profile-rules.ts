import { evidenceOf } from '../../shared/interpret/evidence.ts';
import {
  aliasesOf,
  constantReadings,
  hasRole,
  impliedUsers,
  interpretRecord,
} from '../../shared/interpret/interpret.ts';
import { objectIdOf } from '../../shared/objects/object-id.ts';
import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { companyPace } from '../../shared/profile/company-pace.ts';
import { judgeHealth } from '../../shared/profile/health.ts';
import {
  crmOrigins,
  isAllowedRequest,
  listPages,
  listVisit,
  pagesForUrl,
  probePage,
  recordPages,
  rememberingLists,
  signPages,
} from '../../shared/profile/requests.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import type { CrmRules } from './crm-rules.ts';

const HOUR_MS = 60 * 60_000;
const FULL_SWEEP_EVERY_MS = 24 * HOUR_MS;
/** A person who has not loaded a page of the CRM for so long has gone: no session is kept alive for ever. */
const IDLE_MS = 30 * 60_000;
const JITTER = 0.5;

/** A profile as sweeps use it. */
export function profileRules(profile: Profile, version: string): CrmRules {
  const source: CrmRules['source'] = (page, type) => {
    const described = profile.pages[page];
    if (described?.kind === 'history') return described.prefix ?? '';
    return described === undefined || described.kind === 'other' ? '' : (described.objects[type]?.prefix ?? '');
  };
  const lists = (type: (typeof OBJECT_TYPES)[number]) => listPages(profile, type);
  const types = OBJECT_TYPES.filter(
    (type) => lists(type).length > 0 || (profile.objects[type]?.constants?.length ?? 0) > 0,
  );
  return {
    version,
    name: profile.name,
    types,
    origins: crmOrigins(profile),
    visibility: profile.crm.visibility,
    startUrl: new URL(profile.crm.base ?? '/', profile.crm.origin[0]).href,
    pace: {
      concurrency: profile.sweep.concurrency,
      minIntervalMs: profile.sweep.minIntervalMs,
      jitter: JITTER,
      dailyPages: profile.sweep.pagesPerDay,
      company: companyPace(profile),
      idleMs: IDLE_MS,
    },
    detailMaxAgeMs: profile.sweep.detailMaxAgeHours * HOUR_MS,
    maxListPages: profile.sweep.maxListPages,
    fullSweepEveryMs: FULL_SWEEP_EVERY_MS,
    listPages: lists,
    source,
    recordPages: (type, crmId, from) =>
      recordPages(profile, type, crmId).filter((planned) => source(planned.page, type) === from),
    probe: () => {
      const first = types.flatMap(lists)[0];
      // A plain visit proves the login as well, and leaves what the session remembers.
      return probePage(profile) ?? (first ? (listVisit(profile, first.page, null) ?? first) : null);
    },
    signPages: () => signPages(profile),
    newestFirst: (type) =>
      lists(type).every(({ page }) => {
        const described = profile.pages[page];
        return described?.kind === 'list' && described.newestFirst === true;
      }),
    pagesForUrl: (url) => pagesForUrl(profile, url),
    isAllowed: (request) => isAllowedRequest(profile, request),
    rememberingLists: rememberingLists(profile),
    listVisit: (page, values) => listVisit(profile, page, values),
    isHistory: (page) => profile.pages[page]?.kind === 'history',
    requestsFor: ({ page }) => (profile.pages[page]?.probe === true && probePage(profile) !== null ? 3 : 1),
    objectId: (type, crmId, from) => objectIdOf(type, crmId, from),
    interpret: (raws, facts) => interpretRecord(raws, { profile, ...facts }),
    hasRole,
    aliases: (raws) => aliasesOf(profile, raws),
    constants: (readAt) => constantReadings(profile, readAt),
    impliedUsers: (raws, facts) => impliedUsers(profile, raws, facts),
    evidence: (raws) => evidenceOf(profile, raws),
    judgeHealth: (usual, now) => judgeHealth(profile, usual, now),
  };
}
