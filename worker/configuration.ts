import type { Generation } from './gong/dialect.ts';

/** The Worker's settings as its environment gives them, read once at the edge. Keys: design, fixed interfaces. */
export interface Configuration {
  readonly gongBaseUrl: string;
  readonly accessKey: string;
  readonly accessKeySecret: string;
  readonly authBaseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenKey: string;
  readonly ownerEmail: string;
  readonly integrationName: string;
  readonly dailyBudget: number;
  readonly accountSettleMs: number;
  readonly adminToken: string;
  /** Cloudflare Access in front of the console; both empty where there is none. */
  readonly accessTeamDomain: string;
  readonly accessAudience: string;
  readonly generation: Generation;
  /** Size at which files are cut, in bytes. */
  readonly maxFileBytes: number;
  /** How long settled versions, uploads and calls are kept. */
  readonly retentionDays: number;
  /** The store's size at which batches are refused, in bytes. */
  readonly maxStoreBytes: number;
}

/** Gong's own limit is 200 MB for the whole request; the frame and caution take the rest. */
const LARGEST_FILE = 190_000_000;

/** Reads the environment; a number that is none falls back to its default, so that a typo never stops the bridge from starting. */
export function readConfiguration(env: object): Configuration {
  const values = new Map(Object.entries(env));
  const text = (name: string, fallback = '') => {
    const value: unknown = values.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : fallback;
  };
  const number = (name: string, fallback: number, max = Number.MAX_SAFE_INTEGER) => {
    const raw = text(name);
    const value = raw === '' ? Number.NaN : Number(raw);
    return Number.isFinite(value) && value >= 0 ? Math.min(value, max) : fallback;
  };
  return {
    gongBaseUrl: text('GONG_API_BASE_URL', 'https://api.gong.io'),
    accessKey: text('GONG_ACCESS_KEY'),
    accessKeySecret: text('GONG_ACCESS_KEY_SECRET'),
    authBaseUrl: text('GONG_AUTH_BASE_URL', 'https://app.gong.io'),
    clientId: text('GONG_CLIENT_ID'),
    clientSecret: text('GONG_CLIENT_SECRET'),
    tokenKey: text('TOKEN_KEY'),
    ownerEmail: text('GONG_OWNER_EMAIL'),
    integrationName: text('GONG_INTEGRATION_NAME', 'CRM Bridge'),
    dailyBudget: number('GONG_DAILY_BUDGET', 8000),
    accountSettleMs: number('ACCOUNT_SETTLE_SECONDS', 60) * 1000,
    adminToken: text('ADMIN_TOKEN'),
    accessTeamDomain: text('ACCESS_TEAM_DOMAIN'),
    accessAudience: text('ACCESS_AUD'),
    generation: text('GONG_API_GENERATION', 'current') === 'older' ? 'older' : 'current',
    maxFileBytes: Math.max(1, number('UPLOAD_FILE_BYTES', 20_000_000, LARGEST_FILE)),
    retentionDays: Math.max(2, number('RETENTION_DAYS', 90)),
    maxStoreBytes: number('STORE_LIMIT_BYTES', 9_000_000_000),
  };
}
