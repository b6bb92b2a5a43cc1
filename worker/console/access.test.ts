import { describe, expect, it } from 'vitest';
import { AccessGate, accessRules } from './access.ts';

const RULES = { issuer: 'https://team.cloudflareaccess.com', audience: 'aud-1' };
const NOW = Date.parse('2026-05-04T12:00:00Z');
const SECONDS = NOW / 1000;

type Kind = 'RS256' | 'ES256';
const ALGORITHM = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
} as const;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function newKey(kid: string, alg: Kind) {
  const pair = (await crypto.subtle.generateKey(ALGORITHM[alg], true, ['sign', 'verify'])) as CryptoKeyPair;
  const jwk = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as JsonWebKey;
  return { kid, alg, pair, jwk: { ...jwk, kid, alg, use: 'sig' } };
}

const CLAIMS = {
  iss: RULES.issuer,
  aud: ['aud-1'],
  exp: SECONDS + 600,
  iat: SECONDS - 60,
  email: 'it@company.example',
};

async function assertion(key: Awaited<ReturnType<typeof newKey>>, claims: object = CLAIMS, header: object = {}) {
  const text = `${encode({ alg: key.alg, kid: key.kid, ...header })}.${encode(claims)}`;
  const signature = await crypto.subtle.sign(ALGORITHM[key.alg], key.pair.privateKey, new TextEncoder().encode(text));
  return `${text}.${Buffer.from(signature).toString('base64url')}`;
}

function gateOf(keys: readonly object[]) {
  const clock = { now: NOW };
  const asked: string[] = [];
  const served = { keys: [...keys], down: false };
  const gate = new AccessGate(
    async (url) => {
      asked.push(url);
      if (served.down) throw new TypeError('no network');
      return Response.json({ keys: served.keys });
    },
    () => clock.now,
  );
  return { gate, asked, served, clock };
}

describe('an assertion of Cloudflare Access', () => {
  it.each(['RS256', 'ES256'] as const)('lets in whom it names when it is signed by %s', async (alg) => {
    const key = await newKey('k1', alg);
    const { gate, asked } = gateOf([key.jwk]);
    expect(await gate.verify(await assertion(key), RULES)).toEqual({ ok: true, name: 'it@company.example' });
    await gate.verify(await assertion(key), RULES);
    expect(asked).toEqual(['https://team.cloudflareaccess.com/cdn-cgi/access/certs']);
  });

  it('is refused when anything about it is wrong', async () => {
    const [key, stranger] = [await newKey('k1', 'RS256'), await newKey('k1', 'RS256')];
    const elliptic = await newKey('k2', 'ES256');
    const { gate } = gateOf([key.jwk, elliptic.jwk]);
    const good = await assertion(key);
    const [head, body, signature] = good.split('.');
    const wrong: [string | undefined, string][] = [
      [undefined, 'carries no assertion'],
      ['x.y', 'malformed'],
      [`${head}.${body}`, 'malformed'],
      [`${head}.${encode({ ...CLAIMS, email: 'evil@company.example' })}.${signature}`, 'signature'],
      [await assertion(stranger), 'signature'],
      [await assertion(key, CLAIMS, { kid: 'k2' }), 'signature'],
      [await assertion(key, CLAIMS, { alg: 'ES256' }), 'signature'],
      [`${encode({ alg: 'none', kid: 'k1' })}.${body}.x`, 'malformed'],
      [`${encode({ alg: 'HS256', kid: 'k1' })}.${body}.${signature}`, 'malformed'],
      [await assertion(key, CLAIMS, { kid: 'unknown' }), 'not the team'],
      [await assertion(key, { ...CLAIMS, iss: 'https://other.cloudflareaccess.com' }), 'another team'],
      [await assertion(key, { ...CLAIMS, aud: ['aud-2'] }), 'another application'],
      [await assertion(key, { ...CLAIMS, exp: SECONDS - 61 }), 'expired'],
      [await assertion(key, { ...CLAIMS, nbf: SECONDS + 120 }), 'not valid yet'],
      [await assertion(key, { iss: CLAIMS.iss, aud: CLAIMS.aud }), 'malformed'],
    ];
    for (const [text, detail] of wrong) {
      const verdict = await gate.verify(text, RULES);
      expect(verdict).toMatchObject({ ok: false, detail: expect.stringContaining(detail) });
    }
  });

  it('signed with a new key is taken after the keys were fetched anew, at most once a minute', async () => {
    const [old, fresh] = [await newKey('old', 'ES256'), await newKey('new', 'ES256')];
    const { gate, asked, served, clock } = gateOf([old.jwk]);
    await gate.verify(await assertion(old), RULES);
    served.keys = [fresh.jwk];
    expect((await gate.verify(await assertion(fresh), RULES)).ok).toBe(false);
    clock.now += 61_000;
    expect((await gate.verify(await assertion(fresh), RULES)).ok).toBe(true);
    expect(asked).toHaveLength(2);
    expect((await gate.verify(await assertion(old), RULES)).ok).toBe(false);
  });

  it('is still taken for a known key while the keys cannot be fetched', async () => {
    const key = await newKey('k1', 'ES256');
    const { gate, served, clock } = gateOf([key.jwk]);
    await gate.verify(await assertion(key), RULES);
    served.down = true;
    clock.now += 2 * 3600_000;
    const later = await assertion(key, { ...CLAIMS, exp: SECONDS + 3 * 3600 });
    expect((await gate.verify(later, RULES)).ok).toBe(true);
  });

  it('is asked for as soon as either setting is there, and a half set-up lets nobody in', async () => {
    expect(accessRules('', '')).toBeNull();
    expect(accessRules('team', 'a')?.issuer).toBe('https://team.cloudflareaccess.com');
    expect(accessRules('https://team.cloudflareaccess.com/', 'a')?.issuer).toBe('https://team.cloudflareaccess.com');
    const key = await newKey('k1', 'ES256');
    const { gate } = gateOf([key.jwk]);
    for (const half of [accessRules('team', ''), accessRules('', 'aud-1')])
      expect(half === null ? null : (await gate.verify(await assertion(key), half)).ok).toBe(false);
  });
});
