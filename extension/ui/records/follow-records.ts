import { oneAtATime } from '../one-at-a-time.ts';
import { RecordList } from './record-list.ts';
import type { RecordSource } from './record-source.ts';
import type { StoredRecord } from './stored-record.ts';

/** During a sync the store changes all the time: it is looked at so often. */
const REST_MS = 1_000;

export interface Shown {
  /** In the order of their names. */
  readonly records: readonly StoredRecord[];
  /** False while they are but a part of what there is. */
  readonly complete: boolean;
}

interface FollowOptions {
  readonly source: Pick<RecordSource, 'first' | 'all' | 'changed' | 'watch'>;
  /** What was rejected is wanted first. */
  readonly rejectedFirst: boolean;
  readonly locale: string;
  readonly restMs?: number;
  /** Awaited between two pieces of reading all. */
  readonly rest?: () => Promise<void>;
  /** Called with what is there, and after each change of anything in the store that it may depend on. */
  readonly show: (shown: Shown) => void;
}

/** Shows a screenful of records at once and all as soon as they are read, then what changes as it changes. The function that it returns ends that. */
export function followRecords(options: FollowOptions): () => void {
  const { source, rejectedFirst, locale, restMs = REST_MS, rest, show } = options;
  let list: RecordList | null = null;
  let left = false;

  const readAll = async () => {
    list = null;
    const first = await source.first(rejectedFirst).catch(() => []);
    const begun = new RecordList(locale);
    begun.put(first);
    if (first.length > 0 && !left) show({ records: begun.ordered, complete: false });
    const come: StoredRecord[] = [];
    for await (const { records, order, last } of source.all(locale)) {
      if (left) return;
      come.push(...records);
      if (order !== null) {
        const coming = new RecordList(locale, inOrder(come, order));
        if (last) list = coming;
        // Those on top stay there while what belongs between them is still to come.
        else coming.put(first);
        show({ records: coming.ordered, complete: last });
      }
      await rest?.();
    }
  };
  const look = async () => {
    const changes = list === null ? null : await source.changed(list.ordered).catch(() => null);
    if (left) return;
    if (list === null || changes === null) return readAll();
    list.drop(changes.drop);
    list.put(changes.put);
    show({ records: list.ordered, complete: true });
  };
  const looking = oneAtATime(look, restMs);
  const unwatch = source.watch(looking.call);
  looking.call();
  return () => {
    left = true;
    unwatch();
    looking.stop();
  };
}

function inOrder(records: readonly StoredRecord[], order: Uint32Array): readonly StoredRecord[] {
  return Array.from(order, (number) => records[number]).filter((record) => record !== undefined);
}
