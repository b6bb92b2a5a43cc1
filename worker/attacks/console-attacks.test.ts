import { describe, expect, it, vi } from 'vitest';
import { consoleRoutes } from '../console/console.ts';
import { administrator, visit } from '../testing/administrator.ts';
import { batch, reading } from '../testing/readings.ts';
import { enrolled, HOSTILE, json, ORIGIN, SECRETS, send } from './attacker.ts';

// The first request of a file starts the runtime.
vi.setConfig({ testTimeout: 30_000 });

const FORM = { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN };
/** Every form of the console, but for the one that lets people in. */
const POSTS = [
  ...new Set(consoleRoutes.routes.filter(({ method }) => method === 'POST').map(({ path }) => `/console${path}`)),
].filter((path) => path !== '/console/sign-in');

describe('the console without a session', () => {
  it('has forms for all that changes something', () => {
    expect(POSTS.length).toBeGreaterThan(20);
    expect(POSTS).toContain('/console/records/erase');
  });

  it.each(POSTS)('refuses %s', async (path) => {
    const answer = await visit(path, { method: 'POST', headers: FORM, body: 'id=x&uses=1&validMinutes=60' });
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('signed-out');
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it.each(['x', 'x~y', '~', `' OR '1'='1~x`, 'admin~AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])(
    'takes no forged cookie: %s',
    async (value) => {
      const answer = await visit('/console/devices', { headers: { cookie: `__Host-bridge-console=${value}` } });
      expect(answer.status).toBe(401);
      expect(answer.text).not.toContain('Enrolled browsers');
    },
  );

  it('takes no cookie whose session was exchanged or is over', async () => {
    const [one, other] = [await administrator(), await administrator()];
    const swapped = `${one.cookie.split('~')[0]}~${other.cookie.split('~')[1]}`;
    expect((await visit('/console', { headers: { cookie: swapped } })).status).toBe(401);
    await one.post('/console', '/console/sign-out', {});
    expect((await one.get('/console')).status).toBe(401);
    expect((await other.get('/console')).status).toBe(200);
  });
});

describe('forms', () => {
  it.each(POSTS.filter((path) => path !== '/console/sign-out'))('of another site do nothing: %s', async (path) => {
    const { cookie } = await administrator();
    const forgeries: Record<string, string>[] = [
      { ...FORM, cookie, origin: 'https://evil.example' },
      { ...FORM, cookie, origin: 'null' },
      { ...FORM, cookie, 'sec-fetch-site': 'cross-site' },
      { ...FORM, cookie, 'sec-fetch-site': 'same-site' },
      { 'content-type': FORM['content-type'], cookie },
      { ...FORM, cookie },
    ];
    for (const headers of forgeries) {
      if (headers['origin'] === undefined) delete headers['origin'];
      const answer = await visit(path, { method: 'POST', headers, body: 'uses=1&validMinutes=60&id=x' });
      expect([answer.status, answer.text.includes('form-expired')]).toEqual([403, true]);
    }
  });

  it('carry a word for one session and one path only', async () => {
    const [one, other] = [await administrator(), await administrator()];
    const word = await one.formWord('/console/devices', '/console/devices/codes');
    expect(word).not.toBe('');
    const body = (extra: string) => new URLSearchParams({ 'form-word': extra, uses: '1', validMinutes: '60' });
    const post = (cookie: string, path: string, text: string) =>
      visit(path, { method: 'POST', headers: { ...FORM, cookie }, body: body(text) });
    expect((await post(other.cookie, '/console/devices/codes', word)).status).toBe(403);
    expect((await post(one.cookie, '/console/devices/revoke', word)).status).toBe(403);
    const [made = '', mac = ''] = word.split('~');
    expect((await post(one.cookie, '/console/devices/codes', `${Number(made) + 1}~${mac}`)).status).toBe(403);
    expect((await post(one.cookie, '/console/devices/codes', word)).status).toBe(200);
  });

  it('larger than they may be, compressed or malformed are refused', async () => {
    const { cookie } = await administrator();
    const headers = { ...FORM, cookie };
    const big = await visit('/console/profiles/upload', { method: 'POST', headers, body: 'x'.repeat(2_000_001) });
    expect([big.status, big.text.includes('body-too-large')]).toEqual([413, true]);
    const packed = await visit('/console/profiles/upload', {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: 'x',
    });
    expect(packed.status).toBe(415);
    const broken = await visit('/console/users/import', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'multipart/form-data; boundary=x' },
      body: 'nonsense',
    });
    expect(broken.status).toBe(400);
  });
});

describe('signing in', () => {
  it('is slowed down for a guesser, who then does not get in with the right token either', async () => {
    const from = (token: string) =>
      visit('/console/sign-in', {
        method: 'POST',
        headers: { ...FORM, 'cf-connecting-ip': '203.0.113.50' },
        body: new URLSearchParams({ token }),
      });
    for (let n = 0; n < 5; n += 1) expect((await from(`guess${n}`)).status).toBe(401);
    const blocked = await from('test-admin-token');
    expect(blocked.status).toBe(429);
    expect(blocked.headers.get('set-cookie')).toBeNull();
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('repeats nothing of what was typed, and no secret', async () => {
    const answer = await visit('/console/sign-in', {
      method: 'POST',
      headers: { ...FORM, 'cf-connecting-ip': '203.0.113.51' },
      body: new URLSearchParams({ token: '<script>typed</script>', next: '/console"><script>' }),
    });
    expect(answer.text).not.toContain('typed');
    expect(answer.text).not.toContain('<script');
    for (const secret of SECRETS) expect(answer.text).not.toContain(secret);
  });
});

describe('hostile text', () => {
  it('is text on every page that shows it', async () => {
    const { auth } = await enrolled();
    const readings = HOSTILE.map((word, n) => ({
      ...reading('ACCOUNT', `evil-${n}`, { name: word }),
      crmId: word,
      pageUrl: word,
      problems: [{ code: word.slice(0, 60), field: word, message: word }],
    }));
    const view = { viewId: 'evil', crmUser: HOSTILE[3] };
    await send('/v1/batches', json('POST', { ...batch(readings), view }, auth));
    // A record without what Gong needs is rejected, and listed with its link.
    const rejected = {
      ...reading('BUSINESS_USER', 'evil-user', {}),
      pageUrl: HOSTILE[5],
      fields: { emailAddress: null },
    };
    await send('/v1/batches', json('POST', { ...batch([rejected]), view }, auth));
    const { get, post } = await administrator();
    await post('/console/devices', '/console/devices/codes', { uses: '1', validMinutes: '60', note: HOSTILE[2] });
    const pages = [
      '/console',
      '/console/attention',
      '/console/devices',
      '/console/sweeps',
      '/console/audit',
      ...HOSTILE.map((_, n) => `/console/records?type=ACCOUNT&id=evil-${n}`),
      ...HOSTILE.map((word) => `/console/records?id=${encodeURIComponent(word)}`),
      `/console/profiles/compare?from=${encodeURIComponent(HOSTILE[2])}&to=x`,
      `/console/uploads/${encodeURIComponent(HOSTILE[2])}`,
      `/console?range=${encodeURIComponent(HOSTILE[3])}&done=${encodeURIComponent(HOSTILE[2])}`,
    ];
    for (const path of pages) {
      const { status, text } = await get(path);
      expect([path, status < 500]).toEqual([path, true]);
      expect(text).not.toMatch(/<script|<img src=x|<svg\/onload|onerror=alert\(1\)>/i);
      expect(text).not.toMatch(/href="\s*javascript:/i);
    }
    expect((await get('/console/attention')).text).toContain('evil-user');
    expect((await get(`/console/records?type=ACCOUNT&id=evil-2`)).text).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;',
    );
  });

  it('in a profile or a list of users is refused with its place, or shown as text', async () => {
    const { post } = await administrator();
    const upload = await post('/console/profiles', '/console/profiles/upload', {
      do: 'upload',
      file: JSON.stringify({ format: 1, name: HOSTILE[2], [HOSTILE[3]]: 1 }),
    });
    expect(upload.status).toBe(422);
    expect(upload.text).toContain('Problems of the profile');
    expect(upload.text).not.toContain('<img src=x');
    const users = await post('/console/users', '/console/users/import', {
      file: `id;email\n${HOSTILE[2]};${HOSTILE[3]}`,
    });
    expect(users.status).toBe(422);
    expect(users.text).not.toContain('<script');
  });
});

describe('a webhook', () => {
  it.each([
    'http://alerts.example.com/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://localhost/x',
    'https://metadata.internal/x',
    'https://user:pass@alerts.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ])('may not be %s', async (url) => {
    const { post } = await administrator();
    const answer = await post('/console/alerts', '/console/alerts/webhook', { url });
    expect([answer.status, answer.text.includes('webhook-invalid')]).toEqual([422, true]);
  });
});
