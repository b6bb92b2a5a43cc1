import { BridgeDatabase } from '../store/database.ts';
import type { SyncRow } from '../store/rows.ts';
import { commitAnswer } from '../sweep/commit.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import { type LeaseReply, takeLease } from '../sweep/lease.ts';
import { advance } from '../sync/engine.ts';
import type { EngineParts } from '../sync/engine-parts.ts';
import { pressSync } from '../sync/sync-run.ts';
import { benchEngine, enrolBench } from './bench-engine.ts';
import { SmallCrm } from './small-crm.ts';
import { ORIGIN, type TestRulesOptions, testRules } from './small-crm-rules.ts';
import { SmallWorker } from './small-worker.ts';

/** The extension's core on a bench: a store of its own, a CRM and a Worker in memory, a clock that is moved by hand. */
export class Bench {
  readonly db = new BridgeDatabase(`bench-${crypto.randomUUID()}`);
  readonly crm = new SmallCrm();
  readonly worker = new SmallWorker();
  readonly engine: EngineParts;
  rules: CrmRules;
  now = Date.parse('2026-11-20T12:00:00Z');

  constructor(options: TestRulesOptions = {}) {
    this.rules = testRules(options);
    this.engine = benchEngine({
      db: this.db,
      fetch: this.worker.fetch,
      now: () => this.now,
      rules: () => this.rules,
    });
  }

  enrol(): Promise<void> {
    return enrolBench(this.db, this.now);
  }

  /** Presses Sync and lets everything run to its end. */
  async sync(kind: SyncRow['kind'] = 'sync'): Promise<SyncRow> {
    const syncId = await pressSync(this.engine, kind);
    await this.run();
    const sync = await this.db.syncs.get(syncId);
    if (sync === undefined) throw new Error('the sync is not there');
    return sync;
  }

  /** Engine and reader in turn until nothing more happens; `pages` limits how many pages are read. */
  async run(pages = Number.POSITIVE_INFINITY): Promise<void> {
    let left = pages;
    for (let idle = 0; idle < 3; ) {
      await advance(this.engine);
      let read = 0;
      while (left > 0 && (await this.readOne())) {
        left -= 1;
        read += 1;
      }
      idle = read === 0 ? idle + 1 : 0;
      this.now += 1_000;
    }
  }

  lease(tabId = 1): Promise<LeaseReply> {
    const ask = { tabId, origin: ORIGIN, share: (concurrency: number) => concurrency };
    return takeLease(this.db, this.rules, ask, {
      now: this.now,
      day: '2026-11-20',
      random: 0,
      newId: crypto.randomUUID(),
    });
  }

  /** One page by one reader; false when there is none to read now. */
  async readOne(): Promise<boolean> {
    const reply = await this.lease();
    if (reply.kind !== 'lease') return false;
    await commitAnswer(this.db, this.rules, this.crm.answer(reply.lease), {
      now: this.now,
      random: 0,
      newId: crypto.randomUUID(),
    });
    this.now += 10;
    return true;
  }
}
