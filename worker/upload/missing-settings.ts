import type { Configuration } from '../configuration.ts';

/**
 * What IT must still set before a call to Gong can be made, as one sentence; null when nothing is missing. One pair of credentials is enough: access keys,
 * or an OAuth client (with the key under which its tokens are kept).
 */
export function missingSettings(configuration: Configuration): string | null {
  const { accessKey, accessKeySecret, clientId, clientSecret, tokenKey, ownerEmail } = configuration;
  const keys = { GONG_ACCESS_KEY: accessKey, GONG_ACCESS_KEY_SECRET: accessKeySecret };
  const oauth = { GONG_CLIENT_ID: clientId, GONG_CLIENT_SECRET: clientSecret };
  const missing: string[] = [];
  if (unset(oauth).length === 1) missing.push(...unset(oauth));
  else if (unset(oauth).length === 0) missing.push(...unset({ TOKEN_KEY: tokenKey }));
  else if (unset(keys).length === 1) missing.push(...unset(keys));
  else if (unset(keys).length === 2)
    missing.push('GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET (or GONG_CLIENT_ID and GONG_CLIENT_SECRET)');
  missing.push(...unset({ GONG_OWNER_EMAIL: ownerEmail }));
  return missing.length === 0 ? null : `Missing: ${missing.join(', ')}.`;
}

function unset(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => (value === '' ? [name] : []));
}
