import type { PageOutcome } from '../../extension/sweep/answer.ts';
import { listReading, listUrl, ORIGIN, recordReading } from '../../extension/testing/small-crm-rules.ts';
import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import type { Traits } from './traits.ts';

/** What people can be kept from; not what others hang on: a record waits for an account that nobody may see. */
export const HIDDEN: readonly ObjectType[] = ['CONTACT', 'DEAL', 'LEAD'];

type Values = Readonly<Record<string, string | null>>;

export interface SimulatedRecord {
  readonly type: ObjectType;
  readonly id: string;
  /** Occurs in its values, and in no other record's nor at any other time: whoever knows it has read this state. */
  word: string;
  values: Values;
  deleted: boolean;
  /** Who may not see it. */
  readonly hiddenFrom: Set<string>;
}

/** What the CRM shows in place of pages, for its next requests. */
export type Mishap = 'status 500' | 'status 429' | 'network' | 'blocked' | 'unproven';

/** A CRM that reps edit while it is read; each sees what they may. */
export class SimulatedCrm {
  readonly records = new Map<string, SimulatedRecord>();
  readonly signedOut = new Set<string>();
  readonly traits: Traits;
  /** Requests are refused with Retry-After until then, ms. */
  #busyUntil = 0;
  readonly #mishaps: Mishap[] = [];
  /** So many list pages come cut short. */
  #cut = 0;
  /** What has been shown to whom: user and word. */
  readonly #shown = new Set<string>();
  #words = 0;
  /** How often anything about the records of a type has changed. */
  readonly #changes = new Map<ObjectType, number>();
  readonly #random: () => number;
  readonly #now: () => number;

  constructor(traits: Traits, random: () => number, now: () => number) {
    this.traits = traits;
    this.#random = random;
    this.#now = now;
    for (const type of traits.types) for (let n = 0; n < traits.records; n += 1) this.create(type);
  }

  live(...types: readonly ObjectType[]): SimulatedRecord[] {
    return [...this.records.values()].filter((record) => types.includes(record.type) && !record.deleted);
  }

  create(type: ObjectType): void {
    const id = `${type.slice(0, 2).toLowerCase()}${this.records.size + 1}`;
    const record: SimulatedRecord = { type, id, word: '', values: {}, deleted: false, hiddenFrom: new Set() };
    this.edit(record);
    this.records.set(id, record);
  }

  changes(type: ObjectType): number {
    return this.#changes.get(type) ?? 0;
  }

  #changed({ type }: SimulatedRecord): void {
    this.#changes.set(type, this.changes(type) + 1);
  }

  /** Other values, now. */
  edit(record: SimulatedRecord): void {
    this.#changed(record);
    this.#words += 1;
    record.word = `w${this.#words}`;
    record.values = this.#values(record);
  }

  /** A record is deleted; what hung on it hangs on something else from then on, as in any CRM. */
  remove(record: SimulatedRecord): void {
    record.deleted = true;
    this.#changed(record);
    for (const other of this.live('CONTACT', 'DEAL'))
      if (other.values['accountId'] === record.id || other.values['stage'] === record.id) this.edit(other);
  }

  hide(record: SimulatedRecord, user: string): void {
    record.hiddenFrom.add(user);
    this.#changed(record);
  }

  /** A record comes back, or into somebody's sight: with other values, so that it is known who has read it since. */
  show(record: SimulatedRecord, user: string | null): void {
    if (user === null) record.deleted = false;
    else record.hiddenFrom.delete(user);
    this.edit(record);
  }

  fail(...mishaps: readonly Mishap[]): void {
    this.#mishaps.push(...mishaps);
  }

  cutLists(pages: number): void {
    this.#cut = pages;
  }

  /** Whether the CRM has ever shown this state of a record to the user. */
  hasShown(user: string | null, word: string): boolean {
    return this.#shown.has(`${user}|${word}`);
  }

  slowDown(ms: number): void {
    this.#busyUntil = this.#now() + ms;
  }

  calm(): void {
    this.#mishaps.splice(0);
    this.#busyUntil = 0;
    this.#cut = 0;
    this.signedOut.clear();
  }

  /** What the reader brings back from a page that is asked for in the session of `user`. */
  answer(user: string, planned: PlannedPage): PageOutcome {
    const now = this.#now();
    if (now < this.#busyUntil) return { kind: 'status', status: 503, retryAfterMs: this.#busyUntil - now };
    const mishap = this.#mishaps.shift();
    if (mishap === 'status 500') return { kind: 'status', status: 500, retryAfterMs: null };
    if (mishap === 'status 429') return { kind: 'status', status: 429, retryAfterMs: 20_000 };
    if (mishap === 'network') return { kind: 'failed', failure: 'network', detail: 'lost' };
    const reading = this.#cutShort(this.#page(user, planned));
    return { kind: 'read', reading: spoiled(reading, mishap), finalUrl: planned.request.url };
  }

  /** The page that a rep opens, as it is read there; null where nothing is to be read. */
  shown(user: string, record: SimulatedRecord, planned: PlannedPage): PageReading | null {
    const visible = !record.deleted && !record.hiddenFrom.has(user) && !this.signedOut.has(user);
    return visible ? this.#page(user, planned) : null;
  }

  #page(user: string, planned: PlannedPage): PageReading {
    const reading = this.#pageOf(user, planned);
    for (const { crmId } of reading.records) this.#shown.add(`${user}|${this.records.get(crmId)?.word}`);
    return reading;
  }

  /** The first half of a list, without the sign that it ends there. */
  #cutShort(reading: PageReading): PageReading {
    if (this.#cut === 0 || reading.kind !== 'list') return reading;
    this.#cut -= 1;
    const records = reading.records.slice(0, Math.floor(reading.records.length / 2));
    return { ...reading, records, next: null, endProven: false, total: null };
  }

  #pageOf(user: string, planned: PlannedPage): PageReading {
    const viewer = this.signedOut.has(user) ? null : user;
    const nothing = { kind: 'other', records: [], next: null, endProven: false, total: null } as const;
    const common = { page: planned.page, signs: {}, problems: [] };
    if (viewer === null) return { ...nothing, ...common, viewer, state: 'signed-out' };
    const { pathname, searchParams } = new URL(planned.request.url);
    const [, name, kind] = pathname.split('/');
    const type = OBJECT_TYPES.find((one) => one === name);
    if (type === undefined) return { ...nothing, ...common, viewer, state: 'ok' };
    if (kind === 'record') {
      const record = this.records.get(searchParams.get('id') ?? '');
      const none = { ...nothing, ...common, viewer, kind: 'record' } as const;
      const gone = record === undefined || record.deleted;
      if (record !== undefined && !gone && !record.hiddenFrom.has(user))
        return recordReading(type, record.id, record.values, { viewer });
      if (!this.traits.tellsGone) return { ...none, state: 'gone-or-denied' };
      return { ...none, state: gone ? 'gone' : 'denied' };
    }
    return this.#list(type, Number(searchParams.get('page')), viewer);
  }

  #list(type: ObjectType, page: number, viewer: string): PageReading {
    const { rowsAPage, newestFirst, thinLists } = this.traits;
    const rows = this.live(type).filter((record) => !record.hiddenFrom.has(viewer));
    const dateOf = ({ values }: SimulatedRecord) => values['modifiedDate'] ?? '';
    if (newestFirst) rows.sort((one, other) => dateOf(other).localeCompare(dateOf(one)));
    const shown = rows.slice((page - 1) * rowsAPage, page * rowsAPage);
    const next = page * rowsAPage < rows.length ? { method: 'GET' as const, url: listUrl(type, page + 1) } : null;
    const columns = (values: Values) =>
      thinLists ? Object.fromEntries(Object.entries(values).filter(([field]) => THIN.has(field))) : values;
    const cells = shown.map(({ id, values }): [string, Record<string, string | null>] => [id, { ...columns(values) }]);
    return listReading(type, cells, { next, viewer, total: rows.length });
  }

  /** References go to what is there now. */
  #values({ type, id, word }: SimulatedRecord): Values {
    const any = (other: ObjectType) => {
      const live = this.live(other);
      return live[Math.floor(this.#random() * live.length)]?.id ?? null;
    };
    const common = {
      modifiedDate: new Date(this.#now()).toISOString().replace(/\.\d{3}/, ''),
      url: `${ORIGIN}/${type}/record?id=${id}`,
    };
    switch (type) {
      case 'BUSINESS_USER':
        return { ...common, emailAddress: `${word}@company.example` };
      case 'STAGE':
      case 'ACCOUNT':
        return { ...common, name: word };
      case 'CONTACT':
        return { ...common, firstName: word, lastName: 'x', accountId: any('ACCOUNT') };
      case 'DEAL':
        return { ...common, name: word, accountId: any('ACCOUNT'), stage: any('STAGE'), closeDate: '2026-12-31' };
      case 'LEAD':
        return { ...common, firstName: word, lastName: this.#random() < 0.3 ? null : 'y' };
    }
  }
}

/** The fields of narrow lists. */
const THIN = new Set(['modifiedDate', 'url', 'name', 'firstName', 'emailAddress']);

/** The word in what was read of a record. */
export function wordOf(fields: Readonly<Record<string, unknown>>): string {
  return String(fields['firstName'] ?? fields['name'] ?? fields['emailAddress'] ?? '').split('@', 1)[0] ?? '';
}

function spoiled(reading: PageReading, mishap: Mishap | undefined): PageReading {
  if (mishap === 'blocked') return { ...reading, state: 'blocked', records: [], next: null, endProven: false };
  if (mishap === 'unproven') return { ...reading, state: 'unproven', viewer: null, records: [], next: null };
  return reading;
}
