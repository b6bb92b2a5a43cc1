import { hasRole } from '../../shared/interpret/interpret.ts';
import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import { judgeHealth } from '../../shared/profile/health.ts';
import type { PageReading, PlannedPage, RawRecord } from '../../shared/profile/raw.ts';
import { sentenceOf } from '../../shared/profile/reader-sentences.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';

/** A small CRM for tests: lists of pages with rows, one record page each where asked for. */
export const ORIGIN = 'https://crm.example';

export function listUrl(type: ObjectType, page = 1): string {
  return `${ORIGIN}/${type}/list?page=${page}`;
}

export function recordUrl(type: ObjectType, crmId: string): string {
  return `${ORIGIN}/${type}/record?id=${crmId}`;
}

const HEALTH = { rows: 0.5, fill: 0.5, problems: 0.1, pages: 3 };

export interface TestRulesOptions {
  readonly types?: readonly ObjectType[];
  readonly version?: string;
  /** Whether records have a page of their own. */
  readonly details?: boolean;
  readonly newestFirst?: boolean;
  readonly visibility?: CrmRules['visibility'];
  readonly pace?: Partial<CrmRules['pace']>;
}

export function testRules(options: TestRulesOptions = {}): CrmRules {
  const { types = OBJECT_TYPES, version = 'v1', details = true, newestFirst = false } = options;
  const get = (page: string, url: string, crmId?: string): PlannedPage => ({
    page,
    request: { method: 'GET', url },
    ...(crmId === undefined ? {} : { crmId }),
  });
  return {
    version,
    name: 'Test CRM',
    types,
    origins: [ORIGIN],
    visibility: options.visibility ?? 'own',
    startUrl: `${ORIGIN}/`,
    pace: {
      concurrency: 2,
      minIntervalMs: 0,
      jitter: 0,
      dailyPages: null,
      company: null,
      idleMs: 30 * 60_000,
      ...options.pace,
    },
    detailMaxAgeMs: 7 * 24 * 3600_000,
    maxListPages: 100,
    fullSweepEveryMs: 24 * 3600_000,
    listPages: (type) => (types.includes(type) ? [get(`${type}-list`, listUrl(type))] : []),
    source: () => '',
    recordPages: (type, crmId) => (details ? [get(`${type}-record`, recordUrl(type, crmId), crmId)] : []),
    probe: () => get('home', `${ORIGIN}/home`),
    signPages: () => [],
    newestFirst: () => newestFirst,
    pagesForUrl: () => [],
    isAllowed: (request) => request.url.startsWith(ORIGIN) && !request.url.includes('logout'),
    rememberingLists: [],
    listVisit: () => null,
    isHistory: (page) => page.endsWith('-history'),
    requestsFor: () => 1,
    objectId: (_, crmId) => crmId,
    interpret: (raws, facts) => {
      const [first] = raws;
      if (first === undefined) throw new RangeError('no pieces');
      const fields: Record<string, string | null> = {};
      const problems: { code: string; field: string; message: string }[] = [];
      for (const raw of raws) {
        for (const [name, value] of Object.entries(raw.fields)) {
          if (value.state === 'empty') fields[name] = null;
          if (value.state === 'unread') problems.push({ code: value.code, field: name, message: sentenceOf(value) });
          if (value.state !== 'value') continue;
          if (name !== 'ownerId') fields[name] = value.text;
          else {
            const found = facts.lookup('BUSINESS_USER', value.text);
            if (found.length === 1) fields[name] = found[0] ?? null;
            else problems.push({ code: 'reference-unresolved', field: name, message: value.text });
          }
        }
      }
      const { objectType, crmId } = first;
      return { objectType, objectId: crmId, presence: 'present', fields, problems, readAt: facts.readAt };
    },
    hasRole,
    aliases: (raws) => raws.flatMap((raw) => (raw.fields['name']?.state === 'value' ? [raw.fields['name'].text] : [])),
    constants: () => [],
    impliedUsers: () => [],
    evidence: () => null,
    judgeHealth: (usual, now) => judgeHealth({ health: HEALTH }, usual, now),
  };
}

/** A raw record; a value is a text, null is shown empty. */
export function raw(type: ObjectType, page: string, crmId: string, values: Record<string, string | null>): RawRecord {
  const fields = Object.fromEntries(
    Object.entries(values).map(([name, text]) => [
      name,
      text === null ? ({ state: 'empty' } as const) : ({ state: 'value', text } as const),
    ]),
  );
  return { objectType: type, page, crmId, fields };
}

export function listReading(
  type: ObjectType,
  rows: readonly (readonly [crmId: string, values: Record<string, string | null>])[],
  more: Partial<PageReading> = {},
): PageReading {
  return {
    page: `${type}-list`,
    kind: 'list',
    state: rows.length === 0 ? 'empty' : 'ok',
    records: rows.map(([crmId, values]) => raw(type, `${type}-list`, crmId, values)),
    next: null,
    endProven: more.next === undefined || more.next === null,
    total: null,
    viewer: 'anna',
    signs: {},
    problems: [],
    ...more,
  };
}

export function recordReading(
  type: ObjectType,
  crmId: string,
  values: Record<string, string | null>,
  more: Partial<PageReading> = {},
): PageReading {
  return {
    page: `${type}-record`,
    kind: 'record',
    state: 'ok',
    records: [raw(type, `${type}-record`, crmId, values)],
    next: null,
    endProven: false,
    total: null,
    viewer: 'anna',
    signs: {},
    problems: [],
    ...more,
  };
}
