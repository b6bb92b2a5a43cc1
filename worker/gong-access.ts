import type { Configuration } from './configuration.ts';
import type { AccessSettings } from './gong/access.ts';

/** How calls to Gong prove who they are, as the settings say. */
export function accessSettings(configuration: Configuration): AccessSettings {
  const { gongBaseUrl, accessKey, accessKeySecret, clientId, clientSecret, authBaseUrl } = configuration;
  const oauth = clientId === '' || clientSecret === '' ? null : { authBaseUrl, clientId, clientSecret };
  return { baseUrl: gongBaseUrl, accessKey, accessKeySecret, oauth };
}
