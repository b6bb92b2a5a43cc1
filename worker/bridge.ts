import { DurableObject } from 'cloudflare:workers';
import { type ForExtensions, forExtensions } from './bridge/for-extensions.ts';
import { health, keepHouse } from './bridge/house.ts';
import type { Rooms } from './bridge/rooms.ts';
import { wireRooms } from './bridge/wire-rooms.ts';
import type { Actor } from './ledger/audit-table.ts';
import { isFull } from './ledger/db.ts';
import { Door } from './office/door.ts';
import { watchOnce } from './office/night-watch.ts';
import { Office } from './office/office.ts';

type Args<F> = F extends (...args: infer A) => unknown ? A : never;

/** Looking for what administrators must be told of; cycles ring the alarm more often. */
const WATCH_MS = 30_000;
/** How soon an alarm that failed rings again: at all, and where the storage takes nothing more, so that removing what is old goes on meanwhile. */
const [FAILED_MS, FULL_MS] = [5000, 60_000];
/** Gong sends its technical admin back to us. */
const GONG_ITSELF: Actor = { name: 'gong', way: 'api' };

/**
 * The bridge of one Gong company: the Durable Object behind the routes. It turns calls and alarms over to its rooms; only methods of the class itself can be
 * called from outside, so each stands here with one line.
 */
export class Bridge extends DurableObject<Env> {
  private readonly rooms: Rooms;
  private readonly extensions: ForExtensions;
  private readonly door: Door;
  private watchedAt = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.rooms = wireRooms(ctx, env);
    this.extensions = forExtensions(this.rooms);
    this.door = new Door(this.rooms);
    ctx.blockConcurrencyWhile(() => this.rooms.arm());
  }

  /** Drives the upload cycle. It never throws: a failure is logged and the next alarm stands before it returns. */
  override async alarm(): Promise<void> {
    const { driver, world, arm } = this.rooms;
    let retryMs: number | null = null;
    // One does not wait for another: where there is no room it is keeping house that makes some.
    for (const duty of [() => driver.run(), () => keepHouse(this.rooms), () => this.watch()]) {
      try {
        await duty();
      } catch (error) {
        retryMs = isFull(error) ? FULL_MS : (retryMs ?? FAILED_MS);
        world.log('alarm-failed', {
          error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        });
      }
    }
    if (retryMs === null) return await arm();
    try {
      await this.ctx.storage.setAlarm(world.now() + retryMs);
    } catch (error) {
      // The cron sets it once there is room.
      world.log('alarm-not-set', { error: String(error) });
    }
  }

  /** The cron's: sets an alarm that was lost, and looks whether somebody must be told of something. */
  async tick(): Promise<void> {
    await this.rooms.arm();
    this.watchedAt = 0;
    await this.watch();
    await this.rooms.arm();
  }

  private async watch(): Promise<void> {
    const now = this.rooms.world.now();
    if (now - this.watchedAt < WATCH_MS) return;
    this.watchedAt = now;
    await watchOnce(this.rooms);
  }

  // For uptime monitors.
  async health() {
    await this.rooms.rearm();
    return health(this.rooms);
  }

  // For administrators.
  /** Everything that they see and do, in the name of one. Check who it is first. */
  office(actor: Actor): Office {
    return new Office(this.rooms, actor);
  }
  // Their way in: worker/office/door.ts.
  async admit(...args: Parameters<Door['admit']>) {
    return this.door.admit(...args);
  }
  async signIn(...args: Parameters<Door['signIn']>) {
    return this.door.signIn(...args);
  }
  async session(...args: Parameters<Door['session']>) {
    return this.door.session(...args);
  }
  async signOut(...args: Parameters<Door['signOut']>) {
    this.door.signOut(...args);
  }
  async finishOAuth(code: string, state: string, redirectUri: string) {
    return await this.office(GONG_ITSELF).gong.finishOAuth(code, state, redirectUri);
  }

  // For extensions.
  async enrol(...args: Args<ForExtensions['enrol']>) {
    return this.extensions.enrol(...args);
  }
  async profile(...args: Args<ForExtensions['profile']>) {
    return this.extensions.profile(...args);
  }
  async takeHealth(...args: Args<ForExtensions['takeHealth']>) {
    const { reply, decided } = this.extensions.takeHealth(...args);
    if (decided) await this.tick();
    return reply;
  }
  async takeBatch(...args: Args<ForExtensions['takeBatch']>) {
    return await this.extensions.takeBatch(...args);
  }
  async takeSweep(...args: Args<ForExtensions['takeSweep']>) {
    return this.extensions.takeSweep(...args);
  }
  async leases(...args: Args<ForExtensions['leases']>) {
    return this.extensions.leases(...args);
  }
  async sync(...args: Args<ForExtensions['sync']>) {
    return await this.extensions.sync(...args);
  }
  async status(...args: Args<ForExtensions['status']>) {
    return await this.extensions.status(...args);
  }
  async states(...args: Args<ForExtensions['states']>) {
    return this.extensions.states(...args);
  }
  async story(...args: Args<ForExtensions['story']>) {
    return this.extensions.story(...args);
  }
}
