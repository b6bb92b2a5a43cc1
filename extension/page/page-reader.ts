import type { PlannedPage } from '../../shared/profile/raw.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import type { CapturePage, HelloReply, NextReply, ReaderMessage, WakeMessage } from '../messaging/reader-channel.ts';
import { neededParts } from '../reader/needed-parts.ts';
import { hasFailed, type PageAnswer } from '../sweep/answer.ts';
import { pageReaderSlot, type ReadPage } from './page-reader-slot.ts';
import { readLease } from './read-lease.ts';
import { Slots } from './slots.ts';

/** How often a message is sent again at once when the background was stopped while it answered: sending wakes it. */
const TRIES = 3;

export interface ReaderParts {
  /** Sends to the background; rejects when it was stopped meanwhile. */
  readonly send: (message: ReaderMessage) => Promise<unknown>;
  /** Whether the extension that this script belongs to is still there. */
  readonly alive: () => boolean;
  readonly now: () => number;
  /** Where the document stands now. */
  readonly address: () => string;
}

/** How the page that the rep has open is captured. */
export interface CapturePlan {
  readonly version: string;
  readonly profile: Profile;
  readonly pages: readonly CapturePage[];
  readonly read: ReadPage;
}

/**
 * One document's reader: it asks the background for pages, fetches and reads them, and never decides by itself. It waits by awaiting
 * the background's answer, not by timers, which browsers slow down in hidden tabs.
 */
export class PageReader {
  readonly #parts: ReaderParts;
  readonly #slots = new Slots();
  readonly #begun = { at: Number.NEGATIVE_INFINITY };
  #profile: { readonly version: string; readonly profile: Profile } | null = null;
  #probe: PlannedPage | null = null;
  #capture: readonly CapturePage[] = [];
  /** The address that `#capture` belongs to. */
  #address = '';
  readonly #pageReader = pageReaderSlot((parts) => this.#ask({ channel: 'reader', name: 'load', parts }));
  #loops = 0;
  /** Leases that were given to this reader and are not answered yet. */
  readonly #held = new Set<string>();
  #stopped = false;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** How the document is captured as it stands; null while it is no page of the profile, or the rep does not want it. */
  async capturePlan(): Promise<CapturePlan | null> {
    if (this.#parts.address() !== this.#address) await this.hello(false);
    if (this.#capture.length === 0 || this.#profile === null) return null;
    const profile = this.#profile;
    const pages = this.#capture;
    const parts = neededParts(
      profile.profile,
      pages.map(({ page }) => page),
    );
    const read = await this.#pageReader(parts);
    return read && { ...profile, pages, read };
  }

  /** Says that a document of the CRM is there. `fresh`: the rep has just loaded it. */
  async hello(fresh: boolean): Promise<void> {
    const profileVersion = this.#profile?.version ?? null;
    const url = this.#parts.address();
    const reply = (await this.#ask({
      channel: 'reader',
      name: 'hello',
      profileVersion,
      fresh,
      url,
    })) as HelloReply | null;
    if (reply === null) return;
    this.#address = url;
    if (reply.profile) {
      this.#profile = { version: reply.profile.version, profile: reply.profile.profile as Profile };
    }
    this.#capture = reply.capture;
    this.#probe = reply.probe;
    this.#run(reply.loops);
  }

  /** The background has work. */
  async wake(message: WakeMessage): Promise<void> {
    if (this.#profile?.version === message.profileVersion) this.#run(message.loops);
    else await this.hello(false);
  }

  stop(): void {
    this.#stopped = true;
  }

  #run(loops: number): void {
    while (this.#loops < loops && !this.#stopped) {
      this.#loops += 1;
      void this.#loop().finally(() => {
        this.#loops -= 1;
      });
    }
  }

  async #loop(): Promise<void> {
    // Asked for before a lease is: without it no page could be read.
    if ((await this.#pageReader(['page'])) === null) return;
    let answer: PageAnswer | null = null;
    while (!this.#stopped) {
      const holds = [...this.#held];
      const reply = (await this.#ask({ channel: 'reader', name: 'next', answer, holds })) as NextReply | null;
      if (answer) this.#held.delete(answer.leaseId);
      // What the background gives from now on it gives in the knowledge of this failure.
      if (answer && hasFailed(answer)) this.#slots.open();
      if (reply === null || reply.kind === 'rest') return;
      answer = null;
      if (reply.kind === 'again') continue;
      const { lease } = reply;
      this.#held.add(lease.leaseId);
      if (this.#profile?.version !== lease.profileVersion) await this.hello(false);
      // Not read with another profile than it was leased for: the lease runs out and the plan is another by then.
      if (this.#profile?.version !== lease.profileVersion) return;
      this.#slots.allow(lease.slots);
      const { profile } = this.#profile;
      const { now } = this.#parts;
      const parts = neededParts(profile, [lease.planned.page, ...(this.#probe ? [this.#probe.page] : [])]);
      const read = await this.#pageReader(parts);
      if (read === null) {
        // Given back: the next message names the leases that are held, and this one is not among them.
        this.#held.delete(lease.leaseId);
        return;
      }
      answer = await readLease(lease, {
        profile,
        probe: this.#probe,
        slots: this.#slots,
        begun: this.#begun,
        now,
        read,
      });
    }
  }

  async #ask(message: ReaderMessage): Promise<unknown> {
    for (let attempt = 0; attempt < TRIES && this.#parts.alive(); attempt++) {
      try {
        return (await this.#parts.send(message)) ?? null;
      } catch {
        // The service worker was stopped before it answered.
      }
    }
    if (!this.#parts.alive()) this.stop();
    return null;
  }
}
