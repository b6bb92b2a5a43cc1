import type { SeedJob } from './seed-worker.ts';

/** Runs that have failed once, by what was wrong: each stays a test. */
export const FOUND: Readonly<Record<string, SeedJob>> = {};
