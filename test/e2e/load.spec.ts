import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT } from '../demo/root.ts';
import { startWorker } from '../demo/worker.ts';
import { startFakeGong } from '../fake-gong/index.ts';
import { type Answers, percentile, runLoad } from '../load/devices.ts';
import { size } from '../numbers.ts';

const DEVICES = size(60, 1000);
const SECONDS = size(6, 600);
/** A batch of 100 records and a status a minute; in the short form as many a second as in the full one. */
const EVERY_MS = (60_000 * DEVICES) / 1000;

test(`${DEVICES} browsers send for ${SECONDS} s without an error`, async () => {
  test.setTimeout((SECONDS + 180) * 1000);
  const folder = mkdtempSync(join(tmpdir(), 'crm-bridge-load-'));
  const gong = await startFakeGong({ accessKey: 'key', accessKeySecret: 'secret' });
  const worker = await startWorker(
    {
      GONG_API_BASE_URL: gong.url,
      GONG_ACCESS_KEY: 'key',
      GONG_ACCESS_KEY_SECRET: 'secret',
      GONG_OWNER_EMAIL: 'crm-bridge@example.com',
      ACCOUNT_SETTLE_SECONDS: '2',
      ADMIN_TOKEN: 'load-admin-token',
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
      enrolmentCode: await worker.enrolmentCode(DEVICES),
      profileVersion,
      devices: DEVICES,
      everyMs: EVERY_MS,
      durationMs: SECONDS * 1000,
      recordsPerBatch: 100,
    });
    const figures = {
      records: result.records,
      batches: told(result.batches),
      statusPolls: told(result.statusPolls),
      empty: told(result.empty),
      ratio: percentile(result.batches, 0.99) / percentile(result.empty, 0.99),
    };
    console.log(JSON.stringify(figures));
    for (const { statuses } of [result.batches, result.statusPolls, result.empty]) {
      expect(Object.keys(statuses).filter((status) => status !== '429')).toEqual(['200']);
    }
    // In the short form a single late answer is the 99th percentile.
    if (SECONDS > 60) expect(figures.ratio).toBeLessThanOrEqual(5);
  } finally {
    await worker.close();
    await gong.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

function told(answers: Answers) {
  const ms = (share: number) => Math.round(percentile(answers, share) * 10) / 10;
  return { n: answers.times.length, statuses: answers.statuses, p50: ms(0.5), p99: ms(0.99), max: ms(1) };
}
