import { DEFAULT_SETTINGS, type LocalSettings } from '../settings/local-settings.ts';
import { type BridgeDatabase, readFact } from './database.ts';

/** The settings in force: the rep's own, and over them what policy decides for everybody. */
export async function currentSettings(db: BridgeDatabase): Promise<LocalSettings> {
  const [chosen, policy] = await Promise.all([readFact(db, 'settings'), readFact(db, 'policy')]);
  const { capture, openTabs, quietHours } = { ...DEFAULT_SETTINGS, ...chosen, ...policy?.settings };
  return { capture, openTabs, quietHours };
}
