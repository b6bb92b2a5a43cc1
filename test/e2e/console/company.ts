import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ObjectType } from '../../../shared/objects/object-type.ts';
import { statusAnswerSchema } from '../../../shared/protocol/messages.ts';
import type { Reading } from '../../../shared/protocol/reading.ts';
import { ROOT } from '../../demo/root.ts';
import { type RunningWorker, startWorker } from '../../demo/worker.ts';
import { startFakeGong } from '../../fake-gong/index.ts';

export interface Company {
  readonly worker: RunningWorker;
  readonly adminToken: string;
  /** An upload with line errors. */
  readonly failedUpload: string;
  close(): Promise<void>;
}

const HOUR_MS = 3600_000;
const CRM = 'https://crm.example';

/** A Worker that a company has used for a while: browsers, records in every state, and something to decide on every page of the console. */
export async function openCompany(): Promise<Company> {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  const gongSecret = randomBytes(24).toString('hex');
  const gong = await startFakeGong({
    accessKey: 'key',
    accessKeySecret: gongSecret,
    processing: { pendingMs: 50, inProgressMs: 50 },
    settlement: { ACCOUNT: 0, DEAL: 0, other: 0 },
    accountSettleMs: 0,
  });
  const adminToken = randomBytes(24).toString('hex');
  const settings = {
    GONG_API_BASE_URL: gong.url,
    GONG_ACCESS_KEY: 'key',
    GONG_ACCESS_KEY_SECRET: gongSecret,
    GONG_OWNER_EMAIL: 'it@company.example',
    ACCOUNT_SETTLE_SECONDS: '0',
    ADMIN_TOKEN: adminToken,
    TOKEN_KEY: randomBytes(32).toString('hex'),
  };
  const worker = await startWorker(settings, folder, () => {});
  const close = async () => {
    await worker.close();
    await gong.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const profile = companyProfile();
    const version = await worker.putProfile(profile);
    const anna = await enrol(worker, 'Anna’s laptop');
    const ben = await enrol(worker, 'Ben’s laptop');
    await enrol(worker, 'Meeting room');
    gong.failLines(({ fields }) =>
      fields['objectId'] === 'C7' || fields['objectId'] === 'C12' ? 'The e-mail address is not valid' : false,
    );
    await anna.send(version, firstReadings(), 'anna.meier');
    await anna.settle();
    await ben.send(version, [reading('ACCOUNT', 'A3', { name: 'Nordwind Handels GmbH' })], 'ben.vogel');
    await anna.sweep(version, 'ACCOUNT', [], 'anna.meier');
    const gone = Array.from({ length: 14 }, (_, n) => ({
      ...reading('ACCOUNT', `A${n + 1}`, {}),
      presence: 'gone' as const,
    }));
    await anna.send(version, gone, 'anna.meier');
    await anna.health(version, 1);
    await anna.settle();
    const { failedUpload } = { failedUpload: await failed(worker, adminToken) };
    await ben.health(version, 0.96);
    await worker.putProfile({ ...profile, name: `${profile.name}, June`, note: 'Reads the phone numbers too.' });
    await worker.kill();
    fillPast(join(folder, 'worker-storage'));
    await worker.start();
    return { worker, adminToken, failedUpload, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The profile that the company's browsers read by. */
export function companyProfile() {
  const profile = JSON.parse(readFileSync(join(ROOT, 'test/demo-crm/profile.json'), 'utf8'));
  return { ...profile, crm: { ...profile.crm, origin: [CRM], tellsGoneFromDenied: true } };
}

function reading(
  objectType: ObjectType,
  objectId: string,
  fields: Reading['fields'],
  pageUrl = `${CRM}/${objectType.toLowerCase()}.asp?id=${objectId}`,
): Reading {
  const at = new Date().toISOString();
  return {
    objectType,
    objectId,
    presence: 'present',
    fields: { modifiedDate: '2026-05-04T09:30:00Z', ...fields },
    problems: [],
    pageUrl,
    readAt: at,
  };
}

const CITIES = ['Bremen', 'Kiel', 'Graz', 'Basel', 'Leipzig', 'Ulm', 'Mainz', 'Jena'];

function firstReadings(): Reading[] {
  const users = ['anna.meier', 'ben.vogel'].map((login) =>
    reading('BUSINESS_USER', login.replace('.', '-'), { emailAddress: `${login}@company.example` }),
  );
  const stages = ['Lead', 'Offer', 'Won'].map((name, n) =>
    reading('STAGE', `S${n + 1}`, { name, sortOrder: n + 1, isActive: true }),
  );
  const accounts = Array.from({ length: 24 }, (_, n) =>
    reading('ACCOUNT', `A${n + 1}`, { name: `${CITIES[n % 8]} Werke ${n + 1}`, domains: [`werke${n + 1}.example`] }),
  );
  const contacts = Array.from({ length: 30 }, (_, n) =>
    reading('CONTACT', `C${n + 1}`, {
      firstName: 'Kim',
      lastName: `Kontakt ${n + 1}`,
      accountId: `A${(n % 10) + 15}`,
      emailAddress: `kim${n + 1}@werke.example`,
    }),
  );
  const deals = Array.from({ length: 18 }, (_, n) =>
    reading('DEAL', String(4700 + n), {
      name: `Line ${n + 1}`,
      accountId: `A${(n % 10) + 15}`,
      ownerId: 'anna-meier',
      stage: 'S2',
      amount: 1000 * (n + 1),
      closeDate: '2026-09-30',
      status: 'OPEN',
    }),
  );
  const lost = reading('DEAL', '4799', {
    name: 'Line without an account',
    accountId: 'A999',
    ownerId: 'anna-meier',
    stage: 'S2',
  });
  return [...users, ...stages, ...accounts, ...contacts, ...deals, lost, reading('LEAD', 'L1', { firstName: 'Pat' })];
}

async function enrol(worker: RunningWorker, deviceName: string) {
  const headers = { 'content-type': 'application/json', 'x-bridge-protocol': '1' };
  const call = async (
    method: string,
    path: string,
    body: unknown,
    extra: Record<string, string> = {},
  ): Promise<unknown> => {
    const response = await fetch(`${worker.url}${path}`, {
      method,
      headers: { ...headers, ...extra },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  };
  const code = await worker.enrolmentCode();
  const { token } = (await call('POST', '/v1/enrol', { code, deviceName, extensionVersion: '0.1.0' })) as {
    token: string;
  };
  const auth = { authorization: `Bearer ${token}` };
  const viewOf = (crmUser: string) => ({ viewId: crmUser, crmUser });
  return {
    send: (profileVersion: string, readings: Reading[], user: string) =>
      call(
        'POST',
        '/v1/batches',
        { batchId: crypto.randomUUID(), syncId: null, view: viewOf(user), profileVersion, readings },
        auth,
      ),
    sweep: (profileVersion: string, objectType: ObjectType, objectIds: string[], user: string) => {
      const now = Date.now();
      const [startedAt, finishedAt] = [new Date(now + 1).toISOString(), new Date(now + 2).toISOString()];
      const report = {
        sweepId: crypto.randomUUID(),
        syncId: null,
        view: viewOf(user),
        profileVersion,
        objectType,
        startedAt,
        finishedAt,
        part: 0,
        parts: 1,
        objectIds,
      };
      return call('POST', '/v1/sweeps', report, auth);
    },
    health: (profileVersion: string, filled: number) => {
      const pages = ['accounts', 'contacts', 'deals'].map((page, n) => ({
        page,
        measures: [{ page, rows: 20 - n, last: false, fill: { 'ACCOUNT.name': filled }, problems: 0.01 * n }],
        alarms: [],
        unproven: 0,
      }));
      return call('POST', '/v1/health', { profileVersion, refused: null, pages }, auth);
    },
    async settle() {
      const syncId = crypto.randomUUID();
      await call('POST', '/v1/sync', { syncId, view: viewOf('anna.meier') }, auth);
      for (let tries = 0; tries < 120; tries += 1) {
        const status = statusAnswerSchema.parse(await call('GET', `/v1/status?syncId=${syncId}`, null, auth));
        if (status.cycle === 'idle' && status.uploads.every(({ settledAt }) => settledAt !== null)) return;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      throw new Error('The uploads did not come to rest.');
    },
  };
}

async function failed(worker: RunningWorker, adminToken: string): Promise<string> {
  const response = await fetch(`${worker.url}/admin/uploads`, { headers: { authorization: `Bearer ${adminToken}` } });
  const { uploads } = (await response.json()) as { uploads: { clientRequestId: string; state: string }[] };
  return uploads.find(({ state }) => state === 'failed')?.clientRequestId ?? '';
}

/** A working week in the plots: a company that was not there yesterday has no past. */
function fillPast(storage: string): void {
  const file = readdirSync(storage, { recursive: true, encoding: 'utf8' }).find(
    (name) =>
      /Bridge.[0-9a-f]+\.sqlite$/.test(name) ||
      (/\.sqlite$/.test(name) && name.includes('Bridge') && !name.includes('metadata')),
  );
  if (file === undefined) throw new Error('The Worker’s storage was not found.');
  const db = new DatabaseSync(join(storage, file));
  const put = db.prepare('INSERT OR REPLACE INTO samples (hour, name, n) VALUES (?, ?, ?)');
  const now = Math.floor(Date.now() / HOUR_MS);
  for (let back = 1; back < 24 * 31; back += 1) {
    const hour = now - back;
    const day = new Date(hour * HOUR_MS).getUTCDay();
    const time = hour % 24;
    const busy = day === 0 || day === 6 ? 0.05 : time >= 7 && time <= 17 ? 0.6 + 0.4 * Math.sin(hour * 1.7) ** 2 : 0.04;
    const read = Math.round(420 * busy);
    const confirmed = Math.round(read * 0.32);
    put.run(hour, 'read', read);
    put.run(hour, 'confirmed', confirmed);
    put.run(hour, 'rejected', Math.round(confirmed * 0.03));
    put.run(hour, 'calls', Math.round(20 + 190 * busy));
    if (confirmed === 0) continue;
    put.run(hour, 'confirm 60', Math.ceil(confirmed * 0.6));
    put.run(hour, `confirm ${hour % 5 === 0 ? 600 : 120}`, Math.ceil(confirmed * 0.4));
    put.run(hour, 'receipt 5', read);
  }
  db.close();
}
