import type { LocalSettings } from './local-settings.ts';

/** What IT may set by browser policy, parsed. */
export interface ManagedSettings {
  /** The Worker's origin; reps cannot enter another. */
  readonly workerAddress?: string;
  /** An enrolment code with many uses: browsers enrol with it by themselves. */
  readonly enrolmentKey?: string;
  readonly capture?: boolean;
  readonly openTabs?: boolean;
  readonly quietHours?: NonNullable<LocalSettings['quietHours']>;
  /** The only sites that a profile may name. */
  readonly crmOrigins?: readonly string[];
  /** Whom a rep asks, in the company's own words. */
  readonly supportText?: string;
}

export type ManagedKey = keyof ManagedSettings;

interface ManagedSetting<T> {
  /** As the browsers' schema of managed storage wants it. */
  readonly schema: {
    readonly type: 'string' | 'boolean' | 'array';
    readonly title: string;
    readonly description: string;
    readonly items?: { readonly type: 'string' };
  };
  /** What a policy value means; null when it cannot be used. */
  readonly read: (value: unknown) => T | null;
  /** What it has to look like, for the sentence about a value that cannot be used, and for policy files to start from. */
  readonly example: string | boolean | readonly string[];
}

/**
 * The one catalogue of what policy can set. The schema that browsers read (public/managed-storage.json), the ready-made policy
 * files (docs/policies) and their documentation are made of it by `npm run policies`; a test fails when they drift apart.
 */
export const MANAGED_SETTINGS: { readonly [K in ManagedKey]-?: ManagedSetting<NonNullable<ManagedSettings[K]>> } = {
  workerAddress: {
    schema: {
      type: 'string',
      title: 'Address of the bridge (the Worker)',
      description: 'Reps cannot enter another.',
    },
    read: (value) => (typeof value === 'string' ? webOrigin(value) : null),
    example: 'https://bridge.example.com',
  },
  enrolmentKey: {
    schema: {
      type: 'string',
      title: 'Enrolment key',
      description: 'An enrolment code with many uses: browsers enrol with it by themselves.',
    },
    read: (value) => text(value, 100),
    example: 'ABCDE-FGHJK-LMNPQ-RSTUV',
  },
  capture: {
    schema: {
      type: 'boolean',
      title: 'Read the pages that reps open',
      description: 'True or false for everybody; left out, each rep chooses.',
    },
    read: flag,
    example: true,
  },
  openTabs: {
    schema: {
      type: 'boolean',
      title: 'Read on a schedule in a background tab',
      description: 'True or false for everybody; left out, each rep chooses.',
    },
    read: flag,
    example: true,
  },
  quietHours: {
    schema: {
      type: 'string',
      title: 'Quiet hours',
      description: 'Local hours, from and to, in which nothing is read by itself: 22-6. Left out, each rep chooses.',
    },
    read: hours,
    example: '22-6',
  },
  crmOrigins: {
    schema: {
      type: 'array',
      title: 'Sites that may be read',
      description: 'A profile that names any other site is refused. Left out, the profile alone decides.',
      items: { type: 'string' },
    },
    read: (value) => {
      const read = Array.isArray(value) ? value.map(origin) : [];
      const good = read.filter((one) => one !== null);
      return good.length > 0 && good.length === read.length ? good : null;
    },
    example: ['https://crm.example.com'],
  },
  supportText: {
    schema: {
      type: 'string',
      title: 'Whom reps ask',
      description: 'A short sentence of yours, shown where a rep is told to ask IT.',
    },
    read: (value) => text(value, 200),
    example: 'Service desk: extension 4711, help@example.com',
  },
};

export const MANAGED_KEYS = Object.keys(MANAGED_SETTINGS) as ManagedKey[];

/** A value of the policy that cannot be used. */
export interface PolicyProblem {
  readonly key: string;
  /** In English, for the diagnostics report; quotes no value. */
  readonly what: string;
}

export interface PolicyReading {
  readonly settings: ManagedSettings;
  readonly problems: readonly PolicyProblem[];
}

/**
 * What the policy says. Where a value cannot be used the last good one stays and the problem is noted; a setting that policy no
 * longer names is no longer managed. An empty policy right after the browser's start may only be late: then everything stays,
 * unless `removed` says that the browser has reported its removal.
 */
export function readPolicy(
  stored: Readonly<Record<string, unknown>>,
  lastGood: ManagedSettings,
  removed: boolean,
): PolicyReading {
  if (Object.keys(stored).length === 0 && !removed) {
    const late = Object.keys(lastGood).length > 0;
    const what = 'The browser delivered no policy; the one known before stays in force.';
    return { settings: lastGood, problems: late ? [{ key: '', what }] : [] };
  }
  const problems: PolicyProblem[] = [];
  const settings: Record<string, unknown> = {};
  for (const key of MANAGED_KEYS) {
    if (stored[key] === undefined) continue;
    const read = MANAGED_SETTINGS[key].read(stored[key]);
    if (read !== null) {
      settings[key] = read;
      continue;
    }
    const kept = lastGood[key] !== undefined;
    if (kept) settings[key] = lastGood[key];
    const fallback = kept ? 'The value known before stays in force.' : 'It is ignored.';
    const example = JSON.stringify(MANAGED_SETTINGS[key].example);
    problems.push({ key, what: `The policy's value cannot be used; it should look like ${example}. ${fallback}` });
  }
  for (const key of Object.keys(stored)) {
    if (!Object.hasOwn(MANAGED_SETTINGS, key)) problems.push({ key, what: 'No setting has this name.' });
  }
  return { settings, problems };
}

/** The origin of a web address: https, or http on this computer itself. Null when it is no such address. */
export function webOrigin(address: string): string | null {
  const typed = address.trim();
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`);
    const local = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]';
    const fits = url.protocol === 'https:' || (url.protocol === 'http:' && local);
    return fits && url.hostname !== '' ? url.origin : null;
  } catch {
    return null;
  }
}

/** Unlike the Worker's, a CRM's address may be plain http: old ones are. */
function origin(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  try {
    const url = new URL(value.trim());
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : null;
  } catch {
    return null;
  }
}

function text(value: unknown, longest: number): string | null {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed !== '' && trimmed.length <= longest ? trimmed : null;
}

function flag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

function hours(value: unknown): { from: number; to: number } | null {
  const [, from, to] = typeof value === 'string' ? (/^\s*(\d{1,2})\s*-\s*(\d{1,2})\s*$/.exec(value) ?? []) : [];
  const read = { from: Number(from ?? 24), to: Number(to ?? 24) };
  return read.from < 24 && read.to < 24 ? read : null;
}
