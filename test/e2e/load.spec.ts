import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { seededRandom } from '../../worker/testing/simulated-bridge.ts';
import { ROOT } from '../demo/root.ts';
import { startWorker } from '../demo/worker.ts';
import { type Answers, enrolBrowsers, percentile, runLoad } from '../load/devices.ts';
import { startGongProcess } from '../load/gong-process.ts';
import { size } from '../numbers.ts';

/**
 * 1,000 browsers, each with a batch of 100 records and a question for its status a minute: 17 batches and 1,700 records a second, a tenth of them changed since
 * the minute before. Gong takes them in meanwhile. In the short form fewer browsers send so often that it is as much a second.
 */
const DEVICES = size(60, 1000);
const SECONDS = size(6, 600);
const EVERY_MS = (60_000 * DEVICES) / 1000;
const RECORDS = 100;
const ADMIN_TOKEN = 'load-admin-token';

test(`${DEVICES} browsers send for ${SECONDS} s without an error`, async () => {
  test.setTimeout((SECONDS + 180) * 1000);
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-load-'));
  const gong = await startGongProcess({ key: 'key', secret: 'secret', 'account-settle-seconds': '2' });
  const worker = await startWorker(
    {
      GONG_API_BASE_URL: gong.url,
      GONG_ACCESS_KEY: 'key',
      GONG_ACCESS_KEY_SECRET: 'secret',
      GONG_OWNER_EMAIL: 'crm-bridge@example.com',
      ACCOUNT_SETTLE_SECONDS: '2',
      ADMIN_TOKEN,
      TOKEN_KEY: 'load-token-key',
    },
    folder,
    () => {},
  );
  try {
    const profile: unknown = JSON.parse(readFileSync(join(ROOT, 'test/demo-crm/profile.json'), 'utf8'));
    const profileVersion = await worker.putProfile(profile);
    const result = await runLoad({
      workerUrl: worker.url,
      tokens: await enrolBrowsers(worker.url, await worker.enrolmentCode(DEVICES), DEVICES),
      profileVersion,
      everyMs: EVERY_MS,
      durationMs: SECONDS * 1000,
      recordsPerBatch: RECORDS,
      random: seededRandom(7),
    });
    const accounts = await countAccounts(worker.url);
    const figures = {
      records: result.records,
      batches: told(result.batches),
      statusPolls: told(result.statusPolls),
      empty: told(result.empty),
      ratio: percentile(result.batches, 0.99) / percentile(result.empty, 0.99),
      ...accounts,
    };
    console.log(JSON.stringify(figures));
    for (const { statuses } of [result.batches, result.statusPolls, result.empty])
      expect(Object.keys(statuses).filter((status) => status !== '429')).toEqual(['200']);
    expect(accounts).toMatchObject({ problems: [], objects: DEVICES * RECORDS, rejected: 0 });
    // In the short form a single late answer is the 99th percentile, and no cycle has ended yet.
    if (SECONDS > 60) {
      expect(figures.ratio).toBeLessThanOrEqual(5);
      expect(accounts.confirmed).toBeGreaterThan((DEVICES * RECORDS) / 2);
    }
  } finally {
    await worker.close();
    await gong.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

async function countAccounts(url: string) {
  const response = await fetch(`${url}/admin/counts`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  const { counts, problems } = (await response.json()) as {
    counts: { ACCOUNT: { objects: number; confirmed: number; rejected: number } };
    problems: string[];
  };
  const { objects, confirmed, rejected } = counts.ACCOUNT;
  return { problems, objects, confirmed, rejected };
}

function told(answers: Answers) {
  const ms = (share: number) => Math.round(percentile(answers, share) * 10) / 10;
  return { n: answers.times.length, statuses: answers.statuses, p50: ms(0.5), p99: ms(0.99), max: ms(1) };
}
