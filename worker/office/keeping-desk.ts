import { RpcTarget } from 'cloudflare:workers';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import { type Reply, refused, taken } from '../api/answers.ts';
import { askErasure, listErasures } from '../ledger/erasures.ts';
import type { Desk } from './desk.ts';

/** The answer goes out before the object ends. */
const RESTART_MS = 1000;
/** Cloudflare keeps an object's storage so long. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

interface AskedTwice {
  readonly done: boolean;
  /** The word that the second request must repeat; null when it is done. */
  readonly confirm: string | null;
}

/** What is kept: erasing a person's data, and going back to an earlier ledger. Both are asked twice. */
export class KeepingDesk extends RpcTarget {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    super();
    this.#desk = desk;
  }

  /** Deletes a record in Gong and wipes its contents here. A stage is nobody's data and is retired, never erased. */
  async erase(type: ObjectType, objectId: string, confirm: string | null): Promise<Reply<AskedTwice>> {
    const { db, driver, world, arm, note } = this.#desk;
    if (type === 'STAGE') return refused('bad-request', { detail: 'A stage holds no personal data.' });
    const word = `erase ${type} ${objectId}`;
    if (confirm !== word) return taken({ done: false, confirm: word });
    if (!askErasure(db, type, objectId, world.now())) return refused('not-found');
    note('record-erased', `${type} ${objectId}`);
    driver.noteWork();
    await arm();
    return taken({ done: true, confirm: null });
  }

  async erasures() {
    const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
    const lines = listErasures(this.#desk.db, 1000);
    return taken({
      erasures: lines.map(({ objectType, objectId, askedAt, doneAt }) => ({
        objectType,
        objectId,
        askedAt: iso(askedAt),
        doneAt: iso(doneAt),
      })),
    });
  }

  /** Brings the whole ledger back to how it was at `at` (ms, UTC). What was confirmed since is sent once more. */
  async restore(at: number, confirm: string | null): Promise<Reply<AskedTwice>> {
    const { pointInTime, world, note } = this.#desk;
    const now = world.now();
    if (at >= now || at < now - KEPT_MS)
      return refused('restore-unavailable', { detail: 'The moment has to lie within the last 30 days.' });
    const word = `restore ${new Date(at).toISOString()}`;
    if (confirm !== word) return taken({ done: false, confirm: word });
    try {
      await pointInTime.restoreTo(at);
    } catch (error) {
      return refused('restore-unavailable', { detail: error instanceof Error ? error.message : String(error) });
    }
    note('ledger-restored', new Date(at).toISOString());
    void world.sleep(RESTART_MS).then(() => pointInTime.restart());
    return taken({ done: true, confirm: null });
  }
}
