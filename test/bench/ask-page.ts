import type { Page } from '@playwright/test';

/** Calls a function of the object that a bundled script has put into the page's `global`; answers what it answers. */
export function askPage<Answer>(page: Page, global: string, name: string, given: readonly unknown[]): Promise<Answer> {
  return page.evaluate(
    ([where, called, parameters]) => {
      const all = globalThis as unknown as Record<string, Record<string, (...all: readonly unknown[]) => unknown>>;
      return all[where]?.[called]?.(...parameters);
    },
    [global, name, given] as [string, string, readonly unknown[]],
  ) as Promise<Answer>;
}
