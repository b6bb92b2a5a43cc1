import type { PageOutcome } from '../../extension/sweep/answer.ts';
import type { Lease } from '../../extension/sweep/lease.ts';
import { listReading, listUrl, ORIGIN, recordReading } from '../../extension/testing/small-crm-rules.ts';
import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import type { PageReading } from '../../shared/profile/raw.ts';

const PAGE_SIZE = 4;
const READABLE = new RegExp(
  `^${ORIGIN}/(?:home|(?:${OBJECT_TYPES.join('|')})/(?:list\\?page=\\d+|record\\?id=[\\w-]+))$`,
);

export interface SimulatedRecord {
  readonly type: ObjectType;
  readonly id: string;
  values: Record<string, string | null>;
  deleted: boolean;
  /** Who may not see it. */
  readonly hiddenFrom: Set<string>;
}

/** A CRM that reps edit while it is read; each sees what they may. */
export class SimulatedCrm {
  readonly records = new Map<string, SimulatedRecord>();
  /** Requests that no profile describes, and requests before a Retry-After had passed. */
  readonly misbehaviour: string[] = [];
  readonly signedOut = new Set<string>();
  /** Requests are refused with Retry-After until then, ms. */
  #busyUntil = 0;
  #failNext = 0;
  #words = 0;
  readonly #random: () => number;
  readonly #now: () => number;

  constructor(random: () => number, now: () => number) {
    this.#random = random;
    this.#now = now;
    for (const [type, count] of [
      ['BUSINESS_USER', 2],
      ['STAGE', 2],
      ['ACCOUNT', 5],
      ['CONTACT', 6],
      ['DEAL', 6],
      ['LEAD', 5],
    ] as const)
      for (let n = 0; n < count; n += 1) this.create(type);
  }

  live(type: ObjectType): SimulatedRecord[] {
    return [...this.records.values()].filter((record) => record.type === type && !record.deleted);
  }

  create(type: ObjectType): void {
    const id = `${type.slice(0, 2).toLowerCase()}${this.records.size + 1}`;
    const record: SimulatedRecord = { type, id, values: {}, deleted: false, hiddenFrom: new Set() };
    record.values = this.#values(record);
    this.records.set(id, record);
  }

  edit(record: SimulatedRecord): void {
    record.values = this.#values(record);
  }

  fail(requests: number): void {
    this.#failNext = requests;
  }

  slowDown(ms: number): void {
    this.#busyUntil = this.#now() + ms;
  }

  calm(): void {
    this.#failNext = 0;
    this.#busyUntil = 0;
    this.signedOut.clear();
  }

  /** What the reader of `user` brings back for a lease. */
  answer(user: string, lease: Lease): PageOutcome {
    const { url, method } = lease.planned.request;
    if (method !== 'GET' || !READABLE.test(url)) this.misbehaviour.push(`${method} ${url} is in no profile`);
    const now = this.#now();
    if (now < this.#busyUntil) return { kind: 'status', status: 503, retryAfterMs: this.#busyUntil - now };
    if (this.#failNext > 0) {
      this.#failNext -= 1;
      return this.#random() < 0.5
        ? { kind: 'status', status: 500, retryAfterMs: null }
        : { kind: 'failed', failure: 'network', detail: 'lost' };
    }
    return { kind: 'read', reading: this.#page(user, lease), finalUrl: url };
  }

  #page(user: string, lease: Lease): PageReading {
    const viewer = this.signedOut.has(user) ? null : user;
    const nothing = { kind: 'other', records: [], next: null, endProven: false, total: null } as const;
    const common = { page: lease.planned.page, signs: {}, problems: [] };
    if (viewer === null) return { ...nothing, ...common, viewer, state: 'signed-out' };
    const { pathname, searchParams } = new URL(lease.planned.request.url);
    const [, name, kind] = pathname.split('/');
    const type = OBJECT_TYPES.find((one) => one === name);
    if (type === undefined) return { ...nothing, ...common, viewer, state: 'ok' };
    if (kind === 'record') {
      const record = this.records.get(searchParams.get('id') ?? '');
      if (record === undefined || record.deleted)
        return { ...nothing, ...common, viewer, kind: 'record', state: 'gone' };
      if (record.hiddenFrom.has(user)) return { ...nothing, ...common, viewer, kind: 'record', state: 'denied' };
      return recordReading(type, record.id, record.values, { viewer });
    }
    const rows = this.live(type).filter((record) => !record.hiddenFrom.has(user));
    const page = Number(searchParams.get('page'));
    const shown = rows.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
    const next = page * PAGE_SIZE < rows.length ? { method: 'GET' as const, url: listUrl(type, page + 1) } : null;
    return listReading(
      type,
      shown.map(({ id, values }) => [id, values]),
      { next, viewer },
    );
  }

  /** Values that no record has had before; references to what is there now. */
  #values({ type, id }: SimulatedRecord): Record<string, string | null> {
    this.#words += 1;
    const word = `w${this.#words}`;
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
        return { ...common, name: word };
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
