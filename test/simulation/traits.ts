import { OBJECT_TYPES, type ObjectType } from '../../shared/objects/object-type.ts';

/** What kind of company a seed is about. Small: what matters is what happens at the same time, not how much there is. */
export interface Traits {
  readonly types: readonly ObjectType[];
  /** Records of each type at the start. */
  readonly records: number;
  readonly rowsAPage: number;
  readonly browsers: number;
  readonly visibility: 'own' | 'shared';
  /** Whether the CRM says of a record that is not shown whether it is gone or denied: on its own page. */
  readonly tellsGone: boolean;
  /** Whether records have pages of their own, beside the lists. */
  readonly details: boolean;
  /** Whether lists show some of the fields only. */
  readonly thinLists: boolean;
  readonly newestFirst: boolean;
  readonly pace: { readonly concurrency: number; readonly minIntervalMs: number; readonly jitter: number };
  readonly steps: number;
  /** Whether everything was read once before anything goes wrong. */
  readonly runIn: boolean;
  /** How much of what people can be kept from is hidden from each rep at the start, 0 to 1. */
  readonly hidden: number;
  /** The step at which somebody else signs in while everything is being read; null where that does not happen by itself. */
  readonly takenOverAt: number | null;
}

/** One company in so many has a list that is too long to be read whole each time. */
const LONG_LISTS = 1 / 25;
const LONG_LIST_RECORDS = 23;

/** @param aside another sequence of the seed: what is drawn from it leaves all other draws as they are. */
export function drawTraits(random: () => number, aside: () => number): Traits {
  const chance = (share: number) => random() < share;
  const from = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const any = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0];
  const long = chance(LONG_LISTS);
  const drawn = OBJECT_TYPES.filter(() => chance(0.5));
  const types: readonly ObjectType[] = long ? ['LEAD'] : drawn.length > 0 ? drawn : ['ACCOUNT', 'DEAL'];
  const details = !long && chance(0.6);
  return {
    types,
    records: long ? LONG_LIST_RECORDS : from(1, types.length > 3 ? 2 : 4),
    rowsAPage: long ? 1 : from(1, 4),
    browsers: any([1, 2, 2, 2, 3]),
    visibility: chance(0.3) ? 'shared' : 'own',
    tellsGone: details && chance(0.7),
    details,
    thinLists: details && chance(0.4),
    newestFirst: long || chance(0.4),
    pace: { concurrency: from(1, 3), minIntervalMs: any([0, 0, 400, 1500]), jitter: any([0, 0.3]) },
    steps: from(15, 60),
    runIn: chance(0.5),
    hidden: aside() < 0.4 ? 0.4 : 0,
    takenOverAt: aside() < 0.2 ? Math.floor(aside() * 15) : null,
  };
}
