import { type Backdrop, type Stage, type StageOptions, startBackdrop, startStage } from '../demo/stage.ts';

const USUAL: StageOptions = {
  headless: true,
  seed: 1,
  scale: undefined,
  settleSeconds: 2,
  crm: undefined,
  gong: undefined,
  say: () => {},
  awayLimitMs: 6_000,
};

/** The whole cast, with the built-in CRM and Gong, as the end-to-end tests need it. */
export function openStage(options: Partial<StageOptions> = {}): Promise<Stage> {
  return startStage({ ...USUAL, ...options });
}

/** The same without a browser. */
export function openBackdrop(options: Partial<StageOptions> = {}): Promise<Backdrop> {
  return startBackdrop({ ...USUAL, ...options });
}
