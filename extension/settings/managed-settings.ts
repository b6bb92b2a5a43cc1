/**
 * What IT may set by browser policy. The manifest's schema of managed storage (public/managed-storage.json) has the same keys;
 * a test keeps them together.
 */
export const MANAGED_SETTINGS = {
  workerAddress: {
    type: 'string',
    title: 'Address of the bridge (the Worker)',
    description: 'https://bridge.example.com. Reps cannot enter another.',
  },
  enrolmentKey: {
    type: 'string',
    title: 'Enrolment code',
    description: 'A code with many uses: browsers enrol with it by themselves.',
  },
} as const;

export type ManagedSettings = { readonly [Key in keyof typeof MANAGED_SETTINGS]?: string };

/** What policy sets in this browser; nothing where there is no policy. */
export async function readManaged(): Promise<ManagedSettings> {
  try {
    const stored = await chrome.storage.managed.get(Object.keys(MANAGED_SETTINGS));
    return Object.fromEntries(Object.entries(stored).filter(([, value]) => typeof value === 'string'));
  } catch {
    return {};
  }
}
