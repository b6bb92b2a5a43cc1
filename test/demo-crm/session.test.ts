import { afterEach, describe, expect, it } from 'vitest';
import { type DemoCrm, type DemoCrmOptions, startDemoCrm } from './index.ts';
import { createRep } from './rep.ts';

let crm: DemoCrm | undefined;
const start = async (options: DemoCrmOptions = {}): Promise<DemoCrm> => {
  crm = await startDemoCrm({ scale: 100, ...options });
  return crm;
};
afterEach(() => crm?.close());

describe('a session', () => {
  it('starts with the first form that has a password field, and goes where the rep wanted', async () => {
    const { url } = await start();
    const rep = await createRep(url);
    const away = await rep.get('konto.asp?id=4001');
    expect([away.status, away.location]).toEqual([302, 'login.asp?ziel=konto.asp%3Fid%3D4001']);
    const login = await rep.get(away.location ?? '');
    const form = login.document.querySelector<HTMLInputElement>('input[type=password]')?.form;
    if (form === null || form === undefined) throw new Error('no login form');
    expect((await rep.submit(form, { user: 'jsmith', pass: 'wrong' })).text).toContain(
      'Benutzername oder Kennwort falsch.',
    );
    const inside = await rep.submit(form, { user: 'jsmith', pass: 'demo' });
    expect(inside.location).toBe('konto.asp?id=4001');
    expect((await rep.get('konto.asp?id=4001')).status).toBe(200);
  });

  it('opens a frameset whose frames prove the sign-in', async () => {
    const { url } = await start();
    const rep = await createRep(url, 'jsmith');
    expect((await rep.get('')).location).toBe('default.asp');
    const frames = [...(await rep.get('default.asp')).document.querySelectorAll('frame')];
    expect(frames.map((frame) => frame.getAttribute('src'))).toEqual(['kopf.asp', 'menu.asp', 'haupt.asp']);
    expect((await rep.get('kopf.asp')).text).toContain('Angemeldet als: jsmith');
  });

  it('is refused to a user who has left', async () => {
    const { url } = await start();
    const rep = await createRep(url, 'lbauer');
    expect((await rep.get('konten.asp')).status).toBe(302);
  });

  it('ends after so many requests: a redirect on most pages, the form at the same address on leads', async () => {
    const { url } = await start({ sessionTtlRequests: 2 });
    const rep = await createRep(url, 'jsmith');
    expect((await rep.get('konten.asp')).status).toBe(200);
    expect((await rep.get('konten.asp')).status).toBe(200);
    expect((await rep.get('konten.asp')).status).toBe(302);
    const leads = await rep.get('interessenten.asp?offset=30');
    expect(leads.status).toBe(200);
    expect(leads.document.querySelector('input[type=password]')).not.toBeNull();
    expect(leads.text).not.toContain('Angemeldet als');
    expect(leads.document.querySelector<HTMLInputElement>('input[name=ziel]')?.value).toBe(
      'interessenten.asp?offset=30',
    );
  });

  it('ends when idle, and at once when told so', async () => {
    let now = 0;
    const { url, expireSessions } = await start({ sessionTtlMs: 1000, clock: () => now });
    const rep = await createRep(url, 'jsmith');
    now = 1000;
    expect((await rep.get('konten.asp')).status).toBe(200);
    now = 2001;
    expect((await rep.get('konten.asp')).status).toBe(302);
    const other = await createRep(url, 'tweber');
    expireSessions();
    expect((await other.get('konten.asp')).status).toBe(302);
  });
});
