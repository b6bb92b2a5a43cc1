import type { Configuration } from '../configuration.ts';
import type { Db } from '../ledger/db.ts';
import type { Driver } from '../upload/driver.ts';
import type { World } from '../upload/world.ts';

/** What every call into the Durable Object works with. */
export interface Rooms {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly driver: Driver;
  readonly world: World;
  readonly pointInTime: PointInTime;
  /** Sets the alarm to when the driver wants to run, or an alert is due. */
  readonly arm: () => Promise<void>;
  /** The same for calls that change nothing: at most once a second, as it only finds an alarm that was lost. */
  readonly rearm: () => Promise<void>;
}

/** Cloudflare's own copies of an object's storage, 30 days back. */
export interface PointInTime {
  /**
   * Has the storage be as it was at `at` (ms, UTC) from the object's next start on, which `restart` brings about.
   * @throws Error where the storage keeps no copies, as on a developer's computer, or none so old.
   */
  restoreTo(at: number): Promise<void>;
  /** Ends the object; the next call starts it anew. What is under way now is lost, as with any restart. */
  restart(): void;
}
