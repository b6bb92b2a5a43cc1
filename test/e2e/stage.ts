import { type Stage, type StageOptions, startStage } from '../demo/stage.ts';

/** The whole cast, with the built-in CRM and Gong, as the end-to-end tests need it. */
export function openStage(options: Partial<StageOptions> = {}): Promise<Stage> {
  return startStage({
    headless: true,
    seed: 1,
    scale: undefined,
    settleSeconds: 2,
    crm: undefined,
    gong: undefined,
    say: () => {},
    awayLimitMs: 6_000,
    ...options,
  });
}
