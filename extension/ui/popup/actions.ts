/** What a press in the popup does. */
export interface PopupActions {
  readonly sync: () => void;
  /** Asks the browser for the sites; must run inside the click. */
  readonly allow: (origins: readonly string[]) => void;
  readonly openCrm: (address: string) => void;
  readonly openOptions: () => void;
  /** The records page, with a filter if one is given. */
  readonly openRecords: (query?: string) => void;
  readonly pause: () => void;
  readonly resume: () => void;
}
