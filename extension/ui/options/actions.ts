import type { LocalSettings } from '../../settings/local-settings.ts';

/** What a press on the options page does. */
export interface OptionsActions {
  /** Asks for the Worker's site and enrols; must run inside the click. */
  readonly connect: (address: string, code: string) => void;
  /** Agrees to what is read and where it goes, and asks for the sites that are missing; must run inside the click. */
  readonly agree: (origins: readonly string[]) => void;
  /** Asks the browser for the sites; must run inside the click. */
  readonly allow: (origins: readonly string[]) => void;
  readonly sync: () => void;
  readonly openCrm: (address: string) => void;
  readonly openRecords: () => void;
  /** A full sync: every list page and every record page again. */
  readonly readAll: () => void;
  readonly save: (settings: Partial<LocalSettings>) => void;
  readonly forgetEverything: () => void;
  readonly copy: (text: string) => Promise<void>;
}
