import type { Version } from './objects.ts';

/** Which CRM user is which Gong user, by address. One Gong user belongs to at most one CRM user. */
export class UserMapping {
  readonly #known: ReadonlySet<string> | 'all';
  readonly #addressOf = new Map<string, string>();
  readonly #userOf = new Map<string, string>();

  constructor(known: readonly string[] | 'all') {
    this.#known = known === 'all' ? 'all' : new Set(known.map((address) => address.toLowerCase()));
  }

  isMapped(objectId: unknown): boolean {
    return typeof objectId === 'string' && this.#addressOf.has(objectId);
  }

  /** CRM user (objectId) to Gong user (address). */
  list(): Map<string, string> {
    return new Map(this.#addressOf);
  }

  /**
   * Follows a user's current version. Answers true if the user became mapped. No mapping is no error: the address is
   * nobody's in Gong, or another CRM user's already. A mapped user keeps its mapping until it is deleted.
   */
  follow(objectId: string, version: Version): boolean {
    const mapped = this.#addressOf.get(objectId);
    if (version.deleted) {
      if (mapped === undefined) return false;
      this.#addressOf.delete(objectId);
      this.#userOf.delete(mapped);
      return false;
    }
    const { emailAddress } = version.fields;
    if (mapped !== undefined || typeof emailAddress !== 'string') return false;
    const address = emailAddress.toLowerCase();
    if ((this.#known !== 'all' && !this.#known.has(address)) || this.#userOf.has(address)) return false;
    this.#addressOf.set(objectId, address);
    this.#userOf.set(address, objectId);
    return true;
  }
}
