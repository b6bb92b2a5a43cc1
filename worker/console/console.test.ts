import { exports } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { administrator, ORIGIN, visit } from '../testing/administrator.ts';

// The first request of a file starts the runtime.
vi.setConfig({ testTimeout: 30_000 });

const PAGES = [
  ['/console', 'Overview'],
  ['/console?range=month', 'Overview'],
  ['/console/records?type=DEAL&id=4711', 'Find a record'],
  ['/console/uploads', 'Uploads'],
  ['/console/sweeps', 'Sweeps'],
  ['/console/deletions', 'Deletions'],
  ['/console/attention', 'Needs attention'],
  ['/console/devices', 'Devices'],
  ['/console/profiles', 'Profiles'],
  ['/console/users', 'Users'],
  ['/console/alerts', 'Alerts'],
  ['/console/audit', 'Audit log'],
] as const;

describe('the console', () => {
  it.each(PAGES)('shows %s to whoever is signed in, and to nobody else', async (path, title) => {
    const stranger = await visit(path);
    expect(stranger.status).toBe(401);
    expect(stranger.text).toContain('Administrator token');
    expect(stranger.text).not.toContain('Sign out');
    const { get } = await administrator();
    const page = await get(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`<h1>${title}</h1>`);
  });

  it('forbids script, frames and foreign style on every page, and lets nothing be kept', async () => {
    const { get } = await administrator();
    for (const { headers, text } of [await visit('/console'), await get('/console'), await get('/console/nowhere')]) {
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(policy).not.toContain('script');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(text).not.toMatch(/<script|style="|onclick=/i);
    }
  });

  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const { setCookie } = await administrator();
    expect(setCookie).toMatch(/^__Host-bridge-console=/);
    for (const word of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(setCookie).toContain(word);
  });

  it('shows a new code once, and with the address as one link that the extension takes apart', async () => {
    const { post } = await administrator();
    const made = await post('/console/devices', '/console/devices/codes', { uses: '1', validMinutes: '60' });
    const [code = 'none'] = /(?<=#code=)[\w-]+/.exec(made.text) ?? [];
    expect(made.text).toContain(`>${ORIGIN}/#code=${code}<`);
    expect(made.text).toContain(`>${code}<`);
  });

  it('ends a session at once when its owner signs out', async () => {
    const { get, post } = await administrator();
    await post('/console', '/console/sign-out', {});
    expect((await get('/console')).status).toBe(401);
  });

  it('leads back to the page that was asked for, and nowhere else', async () => {
    for (const [next, wanted] of [
      ['/console/uploads', '/console/uploads'],
      ['https://evil.example/console', '/console'],
      ['//evil.example', '/console'],
      ['/console//evil.example', '/console'],
      ['/console/../admin', '/console'],
    ]) {
      const response = await exports.default.fetch(`${ORIGIN}/console/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ token: 'test-admin-token', next: next ?? '' }),
      });
      expect([next, response.headers.get('location')]).toEqual([next, wanted]);
    }
  });
});
