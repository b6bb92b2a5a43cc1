/** What a rep may choose, per browser. Policy (managed-settings.ts) may take the choice away. */
export interface LocalSettings {
  /** Read on a schedule, opening a background tab of the CRM when none is open. */
  readonly openTabs: boolean;
  /** Read the pages that the rep opens anyway. */
  readonly capture: boolean;
  /** Local hours in which nothing is read by itself, e.g. 22 to 6; null = none. */
  readonly quietHours: { readonly from: number; readonly to: number } | null;
}

export const DEFAULT_SETTINGS: LocalSettings = { openTabs: false, capture: true, quietHours: null };
