import { afterEach, describe, expect, it } from 'vitest';
import { type DemoCrm, type DemoCrmOptions, startDemoCrm } from './index.ts';
import { createRep } from './rep.ts';

let crm: DemoCrm | undefined;
const start = async (options: DemoCrmOptions = {}): Promise<DemoCrm> => {
  crm = await startDemoCrm({ scale: 100, ...options });
  return crm;
};
afterEach(() => crm?.close());

const order = async (url: string, command: string, body: unknown = {}): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${url}/__control/${command}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
};

describe('the control address', () => {
  it('does over HTTP what the object does, and the truth address tells it', async () => {
    const { url, truth, deletedIds } = await start();
    const edited = await order(url, 'edit', { type: 'ACCOUNT', id: '4001', changes: { name: 'Ü AG', employees: 5 } });
    expect(edited).toMatchObject({ status: 200, body: { objectId: '4001', name: 'Ü AG', employees: 5 } });
    const created = await order(url, 'create', { type: 'STAGE', changes: { name: 'Nachverhandlung' } });
    expect(created.body).toEqual({ id: 'S70' });
    await order(url, 'delete', { type: 'LEAD', id: '70001' });
    expect(deletedIds().LEAD).toEqual(['70001']);
    expect(await (await fetch(`${url}/__truth`)).json()).toEqual(truth());
    expect((await order(url, 'log')).body).toEqual([]);
  });

  it.each([
    ['edit', { type: 'ACCOUNT', id: 'none', changes: {} }, 'no ACCOUNT none'],
    ['edit', { type: 'ACCOUNT', id: '4001', changes: { colour: 'red' } }, 'ACCOUNT has no field colour'],
    ['edit', { type: 'DEAL', id: '101', changes: { closeDate: '31.12.2003' } }, 'closeDate must be YYYY-MM-DD'],
    ['delete', { type: 'account', id: '4001' }, 'type must be one of the six object types'],
  ])('refuses %s of %o', async (command, body, error) => {
    const { url } = await start();
    expect(await order(url, command, body)).toEqual({ status: 400, body: { error } });
  });

  it('names its commands when it does not know one', async () => {
    const { url } = await start();
    expect(await order(url, 'explode')).toMatchObject({ status: 404, body: { error: 'no command explode' } });
  });
});

describe('a fault', () => {
  it('fails the next requests with Retry-After and no more', async () => {
    const { url, failNext } = await start();
    const rep = await createRep(url, 'jsmith');
    failNext(2, 503, 7);
    const failed = await rep.get('konten.asp');
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '7']);
    expect((await rep.get('konten.asp')).status).toBe(503);
    expect((await rep.get('konten.asp')).status).toBe(200);
  });

  it('fails a share of requests, the same ones for the same seed', async () => {
    const run = async (): Promise<number[]> => {
      const { url, failSome, close } = await startDemoCrm({ scale: 20, seed: 5 });
      const rep = await createRep(url, 'jsmith');
      failSome(0.3, 500);
      const statuses: number[] = [];
      for (let index = 0; index < 40; index += 1) statuses.push((await rep.get('phasen.asp')).status);
      await close();
      return statuses;
    };
    const statuses = await run();
    expect(statuses.filter((status) => status === 500).length).toBeGreaterThan(4);
    expect(statuses).toContain(200);
    expect(await run()).toEqual(statuses);
  });

  it('cuts a page in the middle, or blocks all', async () => {
    const { url, cutNext, blockPage } = await start();
    const rep = await createRep(url, 'jsmith');
    cutNext(1);
    const half = await rep.get('konten.asp');
    expect([half.status, half.text.includes('</html>')]).toEqual([200, false]);
    blockPage(true);
    const blocked = await rep.get('konten.asp');
    expect([blocked.status, blocked.text.includes('Zu viele Anfragen')]).toEqual([200, true]);
    blockPage(false);
    expect((await rep.get('konten.asp')).text).toContain('Angemeldet als: jsmith');
  });
});

describe('a large CRM', () => {
  it('of 100,000 records starts and serves its first pages within 3 seconds of processor time', async () => {
    const before = process.cpuUsage();
    const { url } = await start({ scale: 100_000 });
    const rep = await createRep(url, 'jsmith');
    const page = await rep.get('konten.asp?page=700&sort=modified&dir=desc');
    const used = process.cpuUsage(before);
    expect(page.text).toContain('13981 - 14000 of 15272');
    expect((used.user + used.system) / 1_000_000).toBeLessThan(3);
  });
});
