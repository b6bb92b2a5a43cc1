import { type Reply, refused, taken } from '../api/answers.ts';
import type { Configuration } from '../configuration.ts';
import { newToken, sameSecret } from '../devices/secrets.ts';
import { attemptsWait, noteAttempt } from '../ledger/attempts-table.ts';
import { type Actor, noteAction } from '../ledger/audit-table.ts';
import type { Db } from '../ledger/db.ts';
import { endSession, insertSession, liveSession } from '../ledger/sessions-table.ts';
import type { World } from '../upload/world.ts';
import type { DeskParts } from './desk.ts';

/** A session of the console ends after so long, whatever happens. */
const SESSION_MS = 8 * 3600 * 1000;
/** And after so long without a request. */
const IDLE_MS = 30 * 60 * 1000;

/** The way in for administrators: ADMIN_TOKEN, guessed slowly, and the sessions that it opens. Times in ms. */
export class Door {
  readonly #db: Db;
  readonly #configuration: Configuration;
  readonly #world: World;

  constructor({ db, configuration, world }: Pick<DeskParts, 'db' | 'configuration' | 'world'>) {
    this.#db = db;
    this.#configuration = configuration;
    this.#world = world;
  }

  /** Whether this is the administrators’ token. `who` tells callers apart, for the count of failures. */
  admit(token: string | null, who: string): Reply<{ admitted: true }> {
    const now = this.#world.now();
    const wait = attemptsWait(this.#db, 'sign-in', who, now);
    if (wait > 0) return refused('too-many-attempts', { seconds: wait });
    const { adminToken } = this.#configuration;
    if (adminToken !== '' && token !== null && sameSecret(token, adminToken)) return taken({ admitted: true });
    // A request without any token guesses nothing.
    if (token !== null) {
      noteAttempt(this.#db, 'sign-in', who, now);
      this.#world.log('administrator-refused', { who });
    }
    return refused('admin-token-wrong');
  }

  signIn(token: string, who: string, name: string): Reply<{ sessionId: string; expiresAt: number }> {
    const admitted = this.admit(token, who);
    if (!admitted.ok) return admitted;
    const now = this.#world.now();
    const session = { sessionId: newToken().token, actor: name, expiresAt: now + SESSION_MS };
    insertSession(this.#db, session, now);
    noteAction(this.#db, { name, way: 'console' }, 'signed-in', null, now);
    return taken({ sessionId: session.sessionId, expiresAt: session.expiresAt });
  }

  /** Who has this session, while it lasts. */
  session(sessionId: string): Actor | null {
    const found = liveSession(this.#db, sessionId, IDLE_MS, this.#world.now());
    return found === null ? null : { name: found.actor, way: 'console' };
  }

  signOut(sessionId: string): void {
    endSession(this.#db, sessionId);
  }
}
