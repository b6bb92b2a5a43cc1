import { isAmbiguous } from '../text/berlin.ts';
import { createStages, createUsers } from './people.ts';
import { createRandom } from './random.ts';
import { type CrmRecord, type FieldValue, textOf } from './records.ts';

/** Fields of a deal whose changes this CRM writes down. */
export const AUDITED = ['stage', 'status', 'amount', 'closeDate'] as const;

/** One change of one field of a deal. Values are as in the database: stage ids, numbers, YYYY-MM-DD. */
export interface Change {
  /** UTC milliseconds, full minutes. */
  readonly time: number;
  /** Login of who changed it. */
  readonly by: string;
  readonly field: (typeof AUDITED)[number];
  readonly from: FieldValue;
  readonly to: FieldValue;
}

const MINUTE = 60_000;

/**
 * The changes, oldest first, that led a generated deal to its present values: made up of its id and seed alone, so that
 * 100,000 deals need not keep theirs in memory.
 */
export const pastChanges = (seed: number, deal: CrmRecord): Change[] => {
  const span = deal.modified - deal.created;
  if (span < 10 * MINUTE) return [];
  const random = createRandom(seed, 7, Number(deal.id));
  const stages = createStages();
  const last = stages.findIndex((stage) => stage.id === textOf(deal, 'stage'));
  const walked = stages.slice(0, last).filter((stage) => stage.values['status'] === 'OPEN' && random.chance(0.6));
  const path = [...walked, ...stages.slice(last, last + 1)];
  const steps = path.length - 1;
  const changes: Change[] = [];
  const add = (share: number, field: Change['field'], from: FieldValue, to: FieldValue): void => {
    const time = deal.created + Math.floor((span * share) / MINUTE) * MINUTE;
    if (from === to) return;
    changes.push({ time, by: textOf(random.pick(createUsers()), 'login'), field, from, to });
  };
  path.forEach((stage, index) => {
    const before = path[index - 1];
    if (before === undefined) return;
    add(index / steps, 'stage', before.id, stage.id);
    add(index / steps, 'status', before.values['status'] ?? null, stage.values['status'] ?? null);
  });
  const amount = deal.values['amount'];
  if (typeof amount === 'number' && random.chance(0.5)) {
    add(random.between(1, 9) / 10, 'amount', Math.round(amount * random.between(50, 150)) / 100, amount);
  }
  // A time that a Berlin clock shows twice could not be read back; such a deal has no past.
  if (changes.some(({ time }) => isAmbiguous(time))) return [];
  return changes.sort((left, right) => left.time - right.time);
};
