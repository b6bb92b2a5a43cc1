import type { WakeMessage } from '../messaging/reader-channel.ts';
import type { PartName } from '../reader/needed-parts.ts';
import type { Notice } from '../store/notices.ts';
import type { Overview } from '../store/overview.ts';

/** What the background needs of the browser; chrome-browser.ts has the real one. */
export interface Browser {
  /** Tabs that show a page of one of these origins. */
  tabsOf(origins: readonly string[]): Promise<readonly number[]>;
  /** Whether a reader in the tab has answered. */
  wake(tabId: number, message: WakeMessage): Promise<boolean>;
  /** Puts the reader into a tab that was open before; false where the browser does not allow it. */
  inject(tabId: number): Promise<boolean>;
  /** Puts parts of the script that reads pages into a frame, beside the reader that asks for them; null, or why the browser does not. */
  injectPageReader(tabId: number, frameId: number, parts: readonly PartName[]): Promise<string | null>;
  /** Has the reader started in every page of these origins from now on. */
  register(origins: readonly string[]): Promise<void>;
  openTab(url: string): Promise<number | null>;
  isOpen(tabId: number): Promise<boolean>;
  /** Closes a tab unless a person looks at it. */
  closeUnseen(tabId: number): Promise<void>;
  missingOrigins(origins: readonly string[]): Promise<readonly string[]>;
  /** True once after each start of the browser or of the extension, however often the background is stopped in between. */
  isNewSession(): Promise<boolean>;
  setBadge(notice: Notice): Promise<void>;
  /** Keeps the popup's first moment at hand; null forgets it. */
  keepGlance(glance: Overview | null): Promise<void>;
  /** Calls the background again at `when` even if it has been stopped; null = no more. */
  setAlarm(when: number | null): Promise<void>;
}
