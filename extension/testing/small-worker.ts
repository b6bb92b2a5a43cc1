import { type ObjectType, perType } from '../../shared/objects/object-type.ts';
import {
  type Batch,
  batchSchema,
  type HealthReport,
  healthReportSchema,
  type LeasesAnswer,
  type LeasesRequest,
  leasesRequestSchema,
  PROTOCOL,
  type SweepReport,
  sweepReportSchema,
} from '../../shared/protocol/messages.ts';
import type { Reading } from '../../shared/protocol/reading.ts';
import type { MirrorRow } from '../store/rows.ts';

const zero = () => perType(() => 0);

/** A Worker in memory behind `fetch`: keeps what it was sent, and confirms everything at once unless told otherwise. */
export class SmallWorker {
  readonly batches: Batch[] = [];
  readonly reports: SweepReport[] = [];
  readonly announced: string[] = [];
  readonly objects = new Map<string, Reading>();
  profile: { version: string; profile: unknown } = { version: 'v1', profile: {} };
  down = false;
  readonly asks: LeasesRequest[] = [];
  /** Routes that were called, in order. */
  readonly called: string[] = [];
  readonly health: HealthReport[] = [];
  /** What another browser sweeps. */
  elsewhere: readonly ObjectType[] = [];
  /** What it says became of an object, by `objectType|objectId`. */
  stateOf: (key: string) => MirrorRow['state'] = () => 'confirmed';
  /** Answers an ask for pages; by default all that is wanted, for a minute. */
  pages: (wanted: number) => Partial<LeasesAnswer['pages']> = () => ({});
  /** Called before a batch is taken: a refusal instead of an answer. */
  refuse: (batch: Batch) => { status: number; code: string } | null = () => null;

  readonly fetch: typeof fetch = async (input, init) => {
    if (this.down) throw new TypeError('Failed to fetch');
    const url = new URL(String(input));
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : null;
    const route = `${init?.method} ${url.pathname}`;
    this.called.push(route);
    return this.#answer(route, url, body);
  };

  #answer(route: string, url: URL, body: unknown): Response {
    if (route === 'GET /v1/profile') {
      const { version, profile } = this.profile;
      return Response.json({ version, profile: url.searchParams.get('known') === version ? null : profile });
    }
    if (route === 'POST /v1/health') {
      this.health.push(healthReportSchema.parse(body));
      return Response.json({ profileVersion: this.profile.version });
    }
    if (route === 'GET /v1/about') {
      return Response.json({ service: 'crm-bridge-for-gong', protocol: PROTOCOL, version: '0' });
    }
    if (route === 'POST /v1/enrol') {
      return Response.json({ deviceId: 'small', token: 't'.repeat(40), companyName: null });
    }
    if (route === 'POST /v1/batches') return this.#takeBatch(batchSchema.parse(body));
    if (route === 'POST /v1/sweeps') return this.#takeReport(sweepReportSchema.parse(body));
    if (route === 'POST /v1/leases') return this.#lease(leasesRequestSchema.parse(body));
    if (route === 'POST /v1/sync') {
      const { syncId } = body as { syncId: string };
      this.announced.push(syncId);
      return Response.json({ syncId, cycle: 'started' });
    }
    if (route === 'GET /v1/status') return Response.json(this.#status(url.searchParams.get('syncId')));
    if (route === 'POST /v1/states') {
      const { objects } = body as { objects: { objectType: string; objectId: string }[] };
      const states = objects.map((one) => {
        const state = this.stateOf(`${one.objectType}|${one.objectId}`);
        return { ...one, state, confirmedAt: null, reason: null };
      });
      return Response.json({ states });
    }
    return refusal(404, 'not-found');
  }

  #takeBatch(batch: Batch): Response {
    const refused = this.refuse(batch);
    if (refused) return refusal(refused.status, refused.code);
    const known = this.batches.some(({ batchId }) => batchId === batch.batchId);
    if (!known) this.batches.push(batch);
    for (const reading of batch.readings) {
      const key = `${reading.objectType}|${reading.objectId}`;
      if (reading.presence === 'present') this.objects.set(key, reading);
      else this.objects.delete(key);
    }
    return Response.json({ batchId: batch.batchId, taken: batch.readings.length, changed: 0 });
  }

  #lease(request: LeasesRequest): Response {
    this.asks.push(request);
    const sweeps = request.sweeps.map(({ objectType }) =>
      this.elsewhere.includes(objectType)
        ? { objectType, granted: false, reason: 'other-browser' as const, forMs: 600_000 }
        : { objectType, granted: true, reason: null, forMs: 600_000 },
    );
    const { wanted } = request.pages;
    const alone = { perMinute: 3, perDay: 1000 };
    const pages = { granted: wanted, forMs: 60_000, spent: null, alone, ...this.pages(wanted) };
    return Response.json({ sweeps, pages } satisfies LeasesAnswer);
  }

  #takeReport(report: SweepReport): Response {
    this.reports.push(report);
    const seen = new Set(report.objectIds);
    const nominated = [...this.objects.values()]
      .filter(({ objectType, objectId }) => objectType === report.objectType && !seen.has(objectId))
      .map(({ objectType, objectId }) => ({ objectType, objectId }));
    const wanted = report.objectIds.filter((id) => !this.objects.has(`${report.objectType}|${id}`));
    return Response.json({ sweepId: report.sweepId, complete: true, nominated, wanted });
  }

  #status(syncId: string | null) {
    const counts = { unchanged: zero(), confirmed: zero(), deleted: zero(), waiting: zero() };
    const count = (type: string, ...states: MirrorRow['state'][]) =>
      this.objects
        .keys()
        .filter((key) => key.startsWith(`${type}|`) && states.includes(this.stateOf(key)))
        .toArray().length;
    return {
      now: '2026-11-20T12:00:00.000Z',
      trouble: null,
      cycle: 'idle',
      types: perType((type) => ({
        waiting: count(type, 'pending', 'in-flight'),
        confirmed: count(type, 'confirmed'),
        rejected: count(type, 'rejected'),
        held: 0,
      })),
      sync: syncId === null ? null : { syncId, settled: true, ...counts },
      uploads: [],
      rejected: [],
      held: [],
      confirmedUpTo: null,
    };
  }
}

function refusal(status: number, code: string): Response {
  return Response.json({ error: { code, what: 'No.', next: 'Stop.' } }, { status });
}
