/** What the content script and the background say to each other. Types only: the content script stays small. */
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import type { PartName } from '../reader/needed-parts.ts';
import type { PageAnswer } from '../sweep/answer.ts';
import type { Lease } from '../sweep/lease.ts';

/** From the content script. Its origin and tab are taken from the browser's word, never from the message. */
export type ReaderMessage =
  /** A document of the CRM is there; `profileVersion` is the one that the reader holds. */
  | {
      readonly channel: 'reader';
      readonly name: 'hello';
      readonly profileVersion: string | null;
      readonly fresh: boolean;
      /** The document's address: it may change without another document coming. */
      readonly url: string;
    }
  /** These parts of the script that reads pages are wanted in this frame. The answer comes when they are there, or could not be put there. */
  | { readonly channel: 'reader'; readonly name: 'load'; readonly parts: readonly PartName[] }
  /** Gives back what it has read, and asks for the next page. */
  | {
      readonly channel: 'reader';
      readonly name: 'next';
      readonly answer: PageAnswer | null;
      /** Every lease that it has and has not answered before. */
      readonly holds: readonly string[];
    }
  /** The page that the rep has open. */
  | {
      readonly channel: 'reader';
      readonly name: 'captured';
      readonly profileVersion: string;
      readonly readings: readonly Captured[];
      /** When the document, or the part of it that changed, was loaded. */
      readonly loadedAt: number;
    };

export interface Captured {
  readonly planned: PlannedPage;
  readonly reading: PageReading;
}

/** A page of the profile, and of which record. */
export interface CapturePage {
  readonly page: string;
  readonly crmId?: string;
}

export interface HelloReply {
  /** Only when the reader holds another version. */
  readonly profile: { readonly version: string; readonly profile: unknown } | null;
  /** The pages of the profile that the document's address is; none while the rep does not want captures. */
  readonly capture: readonly CapturePage[];
  /** How many loops the reader runs now; 0 = nothing to do. */
  readonly loops: number;
  /** The page that proves the login where the leased page cannot. */
  readonly probe: PlannedPage | null;
}

export type NextReply =
  | { readonly kind: 'lease'; readonly lease: Lease }
  | { readonly kind: 'again' }
  | { readonly kind: 'rest' };

/** From the background: is there a reader, and may it get to work? */
export interface WakeMessage {
  readonly channel: 'background';
  readonly name: 'wake';
  readonly loops: number;
  readonly profileVersion: string;
}
export interface WakeReply {
  readonly awake: true;
}
