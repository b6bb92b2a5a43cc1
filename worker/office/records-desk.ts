import { RpcTarget } from 'cloudflare:workers';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import { type Reply, refused, taken } from '../api/answers.ts';
import { approveDeletions } from '../ledger/deletions.ts';
import { listKept, refuseDeletions, releaseKept } from '../ledger/kept-objects.ts';
import { type ObjectStory, objectStory } from '../ledger/object-states.ts';
import { lineErrors, listCalls, listConflicts, listOrphans, listSweeps } from '../ledger/office-lists.ts';
import { listHeld, listRejected, listUploads } from '../ledger/overview.ts';
import { VIEW_COUNTS_MS } from '../ledger/sweeps.ts';
import { typeNumber } from '../ledger/version-state.ts';
import type { Desk } from './desk.ts';

/** Records and what became of them. */
export class RecordsDesk extends RpcTarget {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    super();
    this.#desk = desk;
  }

  async story(type: ObjectType, objectId: string): Promise<Reply<ObjectStory>> {
    const story = objectStory(this.#desk.db, type, objectId);
    return story === null ? refused('not-found') : taken(story);
  }

  async uploads() {
    return taken({ uploads: listUploads(this.#desk.db, 200) });
  }

  /** One upload with every line that Gong has rejected and every call that carried it. */
  async upload(clientRequestId: string) {
    const { db } = this.#desk;
    const upload = listUploads(db, 100_000).find((one) => one.clientRequestId === clientRequestId);
    if (upload === undefined) return refused('not-found');
    return taken({ upload, errors: lineErrors(db, clientRequestId), calls: listCalls(db, clientRequestId, 100) });
  }

  async held() {
    return taken({ held: listHeld(this.#desk.db, 1000) });
  }

  async rejected() {
    return taken({ rejected: listRejected(this.#desk.db, 1000) });
  }

  async sweeps() {
    return taken({ sweeps: listSweeps(this.#desk.db, 200) });
  }

  async conflicts() {
    return taken({ conflicts: listConflicts(this.#desk.db, 500) });
  }

  async orphans() {
    const { db, world } = this.#desk;
    return taken({ orphans: listOrphans(db, world.now() - VIEW_COUNTS_MS, 500) });
  }

  async kept() {
    return taken({ kept: listKept(this.#desk.db, 500) });
  }

  /** The held deletions are meant; without `objectId` all of the type. */
  async approveDeletions(type: ObjectType, objectId: string | null): Promise<Reply<{ approved: number }>> {
    const { db, driver, arm, note } = this.#desk;
    const approved = approveDeletions(db, typeNumber(type), objectId);
    if (approved > 0) {
      note('deletions-approved', `${type} ${objectId ?? `all ${approved}`}`);
      driver.noteWork();
    }
    await arm();
    return taken({ approved });
  }

  /** The held deletions are not meant: what they would delete stays in Gong. */
  async refuseDeletions(type: ObjectType, objectId: string | null): Promise<Reply<{ refused: number }>> {
    const { db, driver, arm, note, world } = this.#desk;
    const count = refuseDeletions(db, type, objectId, world.now());
    if (count > 0) {
      note('deletions-refused', `${type} ${objectId ?? `all ${count}`}`);
      driver.noteWork();
    }
    await arm();
    return taken({ refused: count });
  }

  /** Absence counts again for an object whose deletion was refused. */
  async release(type: ObjectType, objectId: string): Promise<Reply<{ done: boolean }>> {
    const { db, note } = this.#desk;
    if (!releaseKept(db, type, objectId)) return refused('not-found');
    note('deletion-refusal-lifted', `${type} ${objectId}`);
    return taken({ done: true });
  }
}
