import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import type { PageAnswer, PageOutcome } from '../sweep/answer.ts';
import type { Lease } from '../sweep/lease.ts';
import { listReading, listUrl, recordReading } from './small-crm-rules.ts';

type Values = Record<string, string | null>;

/** A CRM in memory, read as the reader would: it answers leases. What it is asked for is on record. */
export class SmallCrm {
  readonly records = new Map<ObjectType, Map<string, Values>>(OBJECT_TYPES.map((type) => [type, new Map()]));
  readonly requested: string[] = [];
  pageSize = 10;
  /** Whether lists show the most recently changed records first, by `modifiedDate`. */
  newestFirst = false;
  viewer: string | null = 'anna';
  signedIn = true;
  /** Called for each request; an outcome here replaces the page. */
  fault: (url: string) => PageOutcome | null = () => null;

  put(type: ObjectType, crmId: string, values: Values): void {
    this.records.get(type)?.set(crmId, values);
  }

  delete(type: ObjectType, crmId: string): void {
    this.records.get(type)?.delete(crmId);
  }

  answer(lease: Lease): PageAnswer {
    const { url } = lease.planned.request;
    this.requested.push(url);
    const outcome = this.fault(url) ?? { kind: 'read' as const, reading: this.show(lease.planned), finalUrl: url };
    return { leaseId: lease.leaseId, outcome, durationMs: 20 };
  }

  #rows(type: ObjectType): [string, Values][] {
    const rows = [...(this.records.get(type) ?? [])];
    const modified = ([, values]: [string, Values]) => values['modifiedDate'] ?? '';
    return this.newestFirst ? rows.sort((one, other) => (modified(one) < modified(other) ? 1 : -1)) : rows;
  }

  /** A page as it is now, to whoever opens it. */
  show(planned: PlannedPage): PageReading {
    const { pathname, searchParams } = new URL(planned.request.url);
    const [, name = '', kind] = pathname.split('/');
    const nothing = { page: planned.page, kind: 'other', records: [], next: null, endProven: false } as const;
    const common = { total: null, viewer: this.viewer, signs: {}, problems: [] };
    if (!this.signedIn) return { ...nothing, ...common, state: 'signed-out', viewer: null };
    const type = OBJECT_TYPES.find((one) => one === name);
    if (type === undefined) return { ...nothing, ...common, state: 'ok' };
    const rows = this.#rows(type);
    if (kind === 'record') {
      const id = searchParams.get('id') ?? '';
      const values = this.records.get(type)?.get(id);
      if (values === undefined) return { ...nothing, ...common, kind: 'record', state: 'gone' };
      return recordReading(type, id, values, { viewer: this.viewer });
    }
    const page = Number(searchParams.get('page'));
    const shown = rows.slice((page - 1) * this.pageSize, page * this.pageSize);
    const next = page * this.pageSize < rows.length ? { method: 'GET' as const, url: listUrl(type, page + 1) } : null;
    return listReading(type, shown, { next, viewer: this.viewer });
  }
}
