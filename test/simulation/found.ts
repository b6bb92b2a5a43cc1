import type { SeedJob } from './seed-worker.ts';

/** Runs that have failed once, by what was wrong: each stays a test. */
export const FOUND: Readonly<Record<string, SeedJob>> = {
  'an integration that was taken away while nothing changed was never noticed': { seed: 2012 },
  'a record captured and deleted at once was waited for by a view that nobody looks through': { seed: 1080 },
  'a deal waited for ever behind a step of its way whose account never came': { seed: 615 },
  'a contact waited behind a version of its own that came back, and whose account was gone': { seed: 740 },
  'a page was asked for on a lease that had run out': { seed: 558 },
  'a record at the end of a long list was not missed before two full sweeps': { seed: 79 },
  'a record stayed deleted that its viewer, silent for a month, showed again unchanged': { seed: 1886 },
  'two pages were asked for at one moment, as the permission for one was long under way': { seed: 2279 },
  'who is signed in was asked again and again, as the rep’s last visit lay ahead of a clock that had been set back': {
    seed: 2975,
  },
};
