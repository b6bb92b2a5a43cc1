import * as z from 'zod';

/** Cloudflare Access in front of the console: whose assertions count. */
export interface AccessRules {
  /** `https://<team>.cloudflareaccess.com`. */
  readonly issuer: string;
  /** The application's AUD tag. */
  readonly audience: string;
}

export type AccessVerdict =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly detail: string };

export const ASSERTION_HEADER = 'Cf-Access-Jwt-Assertion';

/** Clocks of two data centres may differ by so much, in seconds. */
const LEEWAY_S = 60;
const KEYS_MS = 3600 * 1000;
/** An unknown key is asked for so seldom at most: forged assertions must not make us call on and on. */
const AGAIN_MS = 60_000;

const headerSchema = z.object({ alg: z.enum(['RS256', 'ES256']), kid: z.string().min(1).max(200) });
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number().optional(),
  nbf: z.number().optional(),
  email: z.string().max(320).optional(),
  common_name: z.string().max(320).optional(),
  sub: z.string().max(320).optional(),
});
const keysSchema = z.object({
  keys: z.array(
    z.looseObject({
      kid: z.string(),
      kty: z.enum(['RSA', 'EC']),
      alg: z.string().optional(),
      use: z.string().optional(),
    }),
  ),
});
type PublicKey = z.infer<typeof keysSchema>['keys'][number];

/** The rules out of the settings; null where Access is not set up. A half set-up refuses everybody rather than nobody. */
export function accessRules(teamDomain: string, audience: string): AccessRules | null {
  if (teamDomain === '' && audience === '') return null;
  const host = teamDomain.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return { issuer: `https://${host.includes('.') ? host : `${host}.cloudflareaccess.com`}`, audience };
}

/** Verifies assertions with the team's public keys, which are fetched when needed and kept for an hour. */
export class AccessGate {
  readonly #fetch: (url: string) => Promise<Response>;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly keys: readonly PublicKey[]; readonly at: number }>();

  constructor(fetchUrl: (url: string) => Promise<Response>, now: () => number) {
    this.#fetch = fetchUrl;
    this.#now = now;
  }

  /** Source of the rules: Cloudflare One, “Validate JWTs”. */
  async verify(assertion: string | undefined, rules: AccessRules): Promise<AccessVerdict> {
    if (rules.audience === '' || rules.issuer === 'https://.cloudflareaccess.com')
      return no('ACCESS_TEAM_DOMAIN and ACCESS_AUD must both be set.');
    if (assertion === undefined || assertion === '') return no('The request carries no assertion of Access.');
    const parts = assertion.split('.');
    const [head, body, signature] = parts;
    if (parts.length !== 3 || !head || !body || !signature || assertion.length > 20_000)
      return no('The assertion is malformed.');
    const header = headerSchema.safeParse(parseJson(head));
    const claims = claimsSchema.safeParse(parseJson(body));
    if (!header.success || !claims.success) return no('The assertion is malformed.');
    const key = await this.#key(rules.issuer, header.data.kid);
    if (key === null) return no('The assertion is signed with a key that is not the team’s.');
    if (!(await isSigned(header.data.alg, key, `${head}.${body}`, signature)))
      return no('The assertion’s signature is wrong.');
    const { iss, aud, exp, nbf, iat, email, common_name, sub } = claims.data;
    const seconds = this.#now() / 1000;
    if (iss !== rules.issuer) return no('The assertion was issued by another team.');
    if (![aud].flat().includes(rules.audience)) return no('The assertion is for another application.');
    if (exp < seconds - LEEWAY_S) return no('The assertion has expired.');
    if (Math.max(nbf ?? 0, iat ?? 0) > seconds + LEEWAY_S) return no('The assertion is not valid yet.');
    return { ok: true, name: email ?? common_name ?? sub ?? 'access' };
  }

  async #key(issuer: string, kid: string): Promise<PublicKey | null> {
    const now = this.#now();
    const kept = this.#kept.get(issuer);
    const found = kept?.keys.find((key) => key.kid === kid);
    const age = kept === undefined ? Number.POSITIVE_INFINITY : now - kept.at;
    if (found !== undefined && age < KEYS_MS) return found;
    if (kept !== undefined && age < AGAIN_MS) return found ?? null;
    try {
      const response = await this.#fetch(`${issuer}/cdn-cgi/access/certs`);
      const parsed = keysSchema.safeParse(response.ok ? await response.json() : null);
      if (!parsed.success) return found ?? null;
      this.#kept.set(issuer, { keys: parsed.data.keys, at: now });
      return parsed.data.keys.find((key) => key.kid === kid) ?? null;
    } catch {
      // Keys change seldom: what was known an hour ago is better than nobody getting in.
      return found ?? null;
    }
  }
}

const ALGORITHMS = {
  RS256: { kty: 'RSA', algorithm: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } },
  ES256: { kty: 'EC', algorithm: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } },
} as const;

async function isSigned(alg: 'RS256' | 'ES256', key: PublicKey, text: string, signature: string): Promise<boolean> {
  const { kty, algorithm } = ALGORITHMS[alg];
  // The key decides, not the assertion: an RSA key never verifies anything else.
  if (key.kty !== kty || (key.alg !== undefined && key.alg !== alg)) return false;
  try {
    const imported = await crypto.subtle.importKey('jwk', key as JsonWebKey, algorithm, false, ['verify']);
    return await crypto.subtle.verify(algorithm, imported, fromBase64Url(signature), new TextEncoder().encode(text));
  } catch {
    return false;
  }
}

function parseJson(part: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(fromBase64Url(part)));
  } catch {
    return null;
  }
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(text, 'base64url');
  return Uint8Array.from(bytes);
}

function no(detail: string): AccessVerdict {
  return { ok: false, detail };
}
