import type { Configuration } from '../configuration.ts';
import type { Failure } from '../gong/answer.ts';
import type { Gong } from '../gong/client.ts';
import type { Db } from '../ledger/db.ts';
import type { CycleState } from './state.ts';
import type { Trouble } from './trouble.ts';
import type { World } from './world.ts';

/** What the steps of the cycle share. */
export interface StepContext {
  readonly db: Db;
  readonly configuration: Configuration;
  readonly world: World;
  readonly gong: Gong;
  readonly state: CycleState;
  /** Notes a failure that concerns more than one request; returns until when to wait. */
  readonly trouble: (failure: Failure) => number;
  /** The budget has no room for polls; returns until when, in ms. */
  readonly pollsWait: () => number;
  readonly stop: (code: Trouble['code'], details: Trouble['details']) => void;
  /** Judges what is held; `settled` as in judgeHolds. */
  readonly judge: (settled?: number) => void;
}
