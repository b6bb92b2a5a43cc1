import type { BridgeDatabase } from '../store/database.ts';
import type { Millis } from '../store/rows.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import type { ProfileCheck } from './profile-fetch.ts';
import type { WorkerLink } from './worker-link.ts';

/** What the engine works with. */
export interface EngineParts {
  readonly db: BridgeDatabase;
  readonly link: WorkerLink;
  readonly now: () => Millis;
  readonly newId: () => string;
  /** The profile in force, or null where there is none. */
  readonly rules: () => Promise<CrmRules | null>;
  readonly checkProfile: ProfileCheck;
  /** Origins that the browser has not granted, of those given. */
  readonly missingOrigins: (origins: readonly string[]) => Promise<readonly string[]>;
}
