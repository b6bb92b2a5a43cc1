import { createHash } from 'node:crypto';

/** What a contacts list was last opened with; a plain visit opens it the same way again. */
export interface RememberedList {
  start: number;
  sort: 'name' | 'modified';
  descending: boolean;
  view: 'all' | 'mine';
}

/** One signed-in browser. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  requests: number;
  lastSeen: number;
  contacts: RememberedList;
}

export interface SessionLimits {
  /** A session ends after this many requests. */
  requests: number;
  /** A session ends when idle for this many milliseconds. */
  readonly idleMs: number;
}

export interface Sessions {
  open(userId: string): Session;
  /** The session of a cookie, counted as used once more; undefined when it is unknown or has expired. */
  use(id: string | undefined): Session | undefined;
  close(id: string): void;
  expireAll(): void;
  all(): readonly Session[];
}

/** The sessions of one demo CRM. Ids are made of the seed and a counter, so that a run can be repeated. */
export const createSessions = (seed: number, limits: SessionLimits, clock: () => number): Sessions => {
  const sessions = new Map<string, Session>();
  let opened = 0;
  return {
    open: (userId) => {
      opened += 1;
      const id = createHash('sha256').update(`${seed} ${opened}`).digest('hex').slice(0, 24).toUpperCase();
      const session: Session = {
        id,
        userId,
        requests: 0,
        lastSeen: clock(),
        contacts: { start: 0, sort: 'name', descending: false, view: 'all' },
      };
      sessions.set(id, session);
      return session;
    },
    use: (id) => {
      const session = id === undefined ? undefined : sessions.get(id);
      if (session === undefined) return undefined;
      const now = clock();
      if (session.requests >= limits.requests || now - session.lastSeen > limits.idleMs) {
        sessions.delete(session.id);
        return undefined;
      }
      session.requests += 1;
      session.lastSeen = now;
      return session;
    },
    close: (id) => {
      sessions.delete(id);
    },
    expireAll: () => {
      sessions.clear();
    },
    all: () => [...sessions.values()],
  };
};
