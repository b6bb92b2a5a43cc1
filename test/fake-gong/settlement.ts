import type { ObjectType } from './fields.ts';
import type { ObjectStore, Version } from './objects.ts';
import type { Settings } from './settings.ts';
import type { Timeline } from './timeline.ts';
import type { UserMapping } from './users.ts';
import { isMissing } from './values.ts';

/** Why a stored deal is not on its way to the main store. */
export type DealHold = 'no-account' | 'account-not-in-main' | 'owner-unmapped';

/** The way from the raw store to the main store, which takes a while and loses deals that came too early. */
export class Settlement {
  readonly #store: ObjectStore;
  readonly #users: UserMapping;
  readonly #timeline: Timeline;
  readonly #settings: Settings;
  readonly #holds = new Map<string, DealHold>();
  #ended = false;

  constructor(store: ObjectStore, users: UserMapping, timeline: Timeline, settings: Settings) {
    this.#store = store;
    this.#users = users;
    this.#timeline = timeline;
    this.#settings = settings;
  }

  /** Deals that are stored and not processed, with the reason. */
  holds(): ReadonlyMap<string, DealHold> {
    return this.#holds;
  }

  /** Nothing moves any more: the integration is gone. */
  end(): void {
    this.#ended = true;
  }

  /** Processes the objects whose current version a file changed. */
  process(type: ObjectType, objectIds: readonly string[], at: number): void {
    const versions: [string, Version][] = [];
    const mapped = new Set<string>();
    for (const objectId of objectIds) {
      const version = this.#store.entry(type, objectId)?.current;
      if (version === undefined) continue;
      if (type === 'BUSINESS_USER' && this.#users.follow(objectId, version)) mapped.add(objectId);
      if (type !== 'DEAL' || this.#dealMayPass(objectId, version)) versions.push([objectId, version]);
    }
    const lag =
      type === 'ACCOUNT' || type === 'DEAL' ? this.#settings.settlement[type] : this.#settings.settlement.other;
    if (versions.length > 0) this.#timeline.schedule(at + lag, () => this.#promote(type, versions));
    if (mapped.size > 0) this.#wakeDealsOf(mapped, at);
  }

  #dealMayPass(objectId: string, { deleted, fields }: Version): boolean {
    this.#holds.delete(objectId);
    if (deleted) return true;
    const { accountId, ownerId } = fields;
    if (isMissing(accountId)) {
      this.#holds.set(objectId, 'no-account');
      this.#store.main('DEAL').delete(objectId);
      return false;
    }
    if (!this.#store.main('ACCOUNT').has(String(accountId))) {
      this.#holds.set(objectId, 'account-not-in-main');
      return false;
    }
    if (!isMissing(ownerId) && !this.#users.isMapped(ownerId) && this.#settings.unmappedOwner === 'waits') {
      this.#holds.set(objectId, 'owner-unmapped');
      return false;
    }
    return true;
  }

  #wakeDealsOf(owners: ReadonlySet<string>, at: number): void {
    const waiting: string[] = [];
    for (const [objectId, hold] of this.#holds) {
      const owner = this.#store.entry('DEAL', objectId)?.current.fields['ownerId'];
      if (hold === 'owner-unmapped' && owners.has(String(owner))) waiting.push(objectId);
    }
    this.process('DEAL', waiting, at);
  }

  #promote(type: ObjectType, versions: readonly [string, Version][]): void {
    if (this.#ended) return;
    const main = this.#store.main(type);
    for (const [objectId, version] of versions) {
      if (version.deleted) main.delete(objectId);
      else main.set(objectId, version);
    }
  }
}
