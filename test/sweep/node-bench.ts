import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { JSDOM, VirtualConsole } from 'jsdom';
import { encodeForm } from '../../extension/page/encode-form.ts';
import { readPage } from '../../extension/reader/whole.ts';
import { BridgeDatabase } from '../../extension/store/database.ts';
import { commitCapture } from '../../extension/sweep/capture.ts';
import { commitAnswer } from '../../extension/sweep/commit.ts';
import type { CrmRules } from '../../extension/sweep/crm-rules.ts';
import { takeLease } from '../../extension/sweep/lease.ts';
import { profileRules } from '../../extension/sweep/profile-rules.ts';
import { advance } from '../../extension/sync/engine.ts';
import type { EngineParts } from '../../extension/sync/engine-parts.ts';
import { pressSync } from '../../extension/sync/sync-run.ts';
import { benchEngine, enrolBench } from '../../extension/testing/bench-engine.ts';
import { SmallWorker } from '../../extension/testing/small-worker.ts';
import { decodePage, htmlOf } from '../../shared/profile/page-text.ts';
import type { PageReading, PageRequest, PlannedPage } from '../../shared/profile/raw.ts';
import { pagesForUrl } from '../../shared/profile/requests.ts';
import { type Profile, parseProfile } from '../../shared/profile/schema.ts';
import type { DemoCrm } from '../demo-crm/index.ts';

/** The extension's core against the demo CRM, without a browser: pages are fetched by Node and read in jsdom. */
export class NodeBench {
  readonly db = new BridgeDatabase(`node-${randomUUID()}`);
  readonly worker = new SmallWorker();
  readonly crm: DemoCrm;
  readonly profile: Profile;
  readonly rules: CrmRules;
  readonly engine: EngineParts;
  cookie = '';
  now = Date.now();

  /** @param change what differs from the demo CRM's own profile. */
  constructor(crm: DemoCrm, change: (profile: Record<string, Record<string, unknown>>) => void = () => undefined) {
    this.crm = crm;
    const input = JSON.parse(readFileSync(new URL('../demo-crm/profile.json', import.meta.url), 'utf8'));
    input.crm.origin = crm.url;
    change(input);
    const parsed = parseProfile(input);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    this.profile = parsed.profile;
    this.rules = profileRules(parsed.profile, 'v1');
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

  async signIn(user = 'jsmith'): Promise<void> {
    const body = new URLSearchParams({ user, pass: 'demo', ziel: '' });
    const answer = await fetch(`${this.crm.url}/anmelden.asp`, { method: 'POST', redirect: 'manual', body });
    this.cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
  }

  async sync(): Promise<void> {
    await pressSync(this.engine, 'sync');
    await this.run();
  }

  /** Engine and reader in turn until nothing more happens; `pages` limits how many are read. */
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

  async readOne(): Promise<boolean> {
    const ask = { tabId: 1, origin: this.crm.url, share: (concurrency: number) => concurrency };
    const facts = { now: this.now, day: '2026-11-20', random: 0, newId: randomUUID() };
    const reply = await takeLease(this.db, this.rules, ask, facts);
    if (reply.kind !== 'lease') return false;
    const { leaseId, planned } = reply.lease;
    const { reading, finalUrl } = await this.#read(planned);
    const answer = { leaseId, outcome: { kind: 'read' as const, reading, finalUrl }, durationMs: 5 };
    await commitAnswer(this.db, this.rules, answer, { now: this.now, random: 0, newId: randomUUID() });
    this.now += 10;
    return true;
  }

  /** The rep opens a page, which is captured. */
  async visit(path: string): Promise<void> {
    const url = `${this.crm.url}/${path}`;
    const pages = [];
    for (const { page, crmId } of pagesForUrl(this.profile, url)) {
      const request: PageRequest = { method: 'GET', url };
      const planned: PlannedPage = { page, request, ...(crmId === undefined ? {} : { crmId }) };
      pages.push({ planned, reading: { ...(await this.#read(planned)).reading, next: null } });
    }
    await commitCapture(this.db, this.rules, pages, { now: this.now, loadedAt: this.now, url, newId: randomUUID });
  }

  async #read(planned: PlannedPage): Promise<{ reading: PageReading; finalUrl: string }> {
    const { method, url, form, charset } = planned.request;
    const encoded = form && encodeForm(form, charset);
    const target = method === 'GET' && encoded ? `${url}${url.includes('?') ? '&' : '?'}${encoded}` : url;
    const response = await fetch(target, {
      method,
      headers: {
        cookie: this.cookie,
        ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(method === 'POST' ? { body: encoded ?? '' } : {}),
    });
    const decoded = decodePage(new Uint8Array(await response.arrayBuffer()), response.headers.get('content-type'));
    const opened = htmlOf(this.profile, planned.page, decoded.text);
    const html = opened.ok ? opened.html : decoded.text;
    const { document } = new JSDOM(html, { url: response.url, virtualConsole: new VirtualConsole() }).window;
    const request = { ...planned.request, charset: charset ?? decoded.charset };
    return { reading: readPage(document, this.profile, { ...planned, request }, response.url), finalUrl: response.url };
  }
}
