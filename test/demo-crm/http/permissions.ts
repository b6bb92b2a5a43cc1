import type { ObjectType } from '../data/records.ts';

/** Which records which users must not see. Without an entry everybody sees everything. */
export interface Permissions {
  /** Hides a record, or with `*` a whole object type, from a user (by login). */
  deny(login: string, type: ObjectType, id: string): void;
  allow(login: string, type: ObjectType, id: string): void;
  may(login: string, type: ObjectType, id: string): boolean;
}

/** Permissions of one demo CRM, kept in memory. */
export const createPermissions = (): Permissions => {
  const denied = new Map<string, Set<string>>();
  return {
    deny: (login, type, id) => {
      const set = denied.get(login) ?? new Set<string>();
      denied.set(login, set.add(`${type} ${id}`));
    },
    allow: (login, type, id) => {
      denied.get(login)?.delete(`${type} ${id}`);
    },
    may: (login, type, id) => {
      const set = denied.get(login);
      return set === undefined || !(set.has(`${type} ${id}`) || set.has(`${type} *`));
    },
  };
};
