import type { PointInTime } from '../bridge/rooms.ts';
import type { Configuration } from '../configuration.ts';
import { type Actor, noteAction } from '../ledger/audit-table.ts';
import type { Db } from '../ledger/db.ts';
import type { Driver } from '../upload/driver.ts';
import type { World } from '../upload/world.ts';

/** What every desk of the office needs. */
export interface DeskParts {
  readonly db: Db;
  readonly driver: Driver;
  readonly configuration: Configuration;
  readonly world: World;
  readonly pointInTime: PointInTime;
  /** Sets the alarm after something that the driver wants to look at. */
  readonly arm: () => Promise<void>;
}

export interface Desk extends DeskParts {
  readonly actor: Actor;
  /** Writes the administrators' log. `subject`: ids only. */
  readonly note: (action: string, subject: string | null) => void;
}

export function openDesk(parts: DeskParts, actor: Actor): Desk {
  return {
    ...parts,
    actor,
    note: (action, subject) => {
      noteAction(parts.db, actor, action, subject, parts.world.now());
      parts.world.log('administrator', { action, subject, way: actor.way });
    },
  };
}
