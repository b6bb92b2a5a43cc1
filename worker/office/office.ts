import { RpcTarget } from 'cloudflare:workers';
import type { Actor } from '../ledger/audit-table.ts';
import { type Desk, type DeskParts, openDesk } from './desk.ts';
import { DevicesDesk } from './devices-desk.ts';
import { GongDesk } from './gong-desk.ts';
import { KeepingDesk } from './keeping-desk.ts';
import { ProfilesDesk } from './profiles-desk.ts';
import { RecordsDesk } from './records-desk.ts';
import { WatchDesk } from './watch-desk.ts';

/** Everything that an administrator can see and do, by console or by route; what changes something is written down with who did it. */
export class Office extends RpcTarget {
  readonly #desk: Desk;

  constructor(parts: DeskParts, actor: Actor) {
    super();
    this.#desk = openDesk(parts, actor);
  }

  get devices(): DevicesDesk {
    return new DevicesDesk(this.#desk);
  }

  get profiles(): ProfilesDesk {
    return new ProfilesDesk(this.#desk);
  }

  get gong(): GongDesk {
    return new GongDesk(this.#desk);
  }

  get records(): RecordsDesk {
    return new RecordsDesk(this.#desk);
  }

  get keeping(): KeepingDesk {
    return new KeepingDesk(this.#desk);
  }

  get watch(): WatchDesk {
    return new WatchDesk(this.#desk);
  }
}
