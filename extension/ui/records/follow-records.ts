import { oneAtATime } from '../one-at-a-time.ts';
import { RecordList } from './record-list.ts';
import type { RecordSource } from './record-source.ts';
import type { StoredRecord } from './stored-record.ts';

/** What has come so far is shown at these sizes: more often would only move rows about under the reader's eyes. */
const STAGES = [2_000, 10_000];
/** So many are put in their places at a time: each time the whole order is written anew. */
const PUT_AT_ONCE = 500;
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
  /** Called with what is there, and after each change of anything in the store that it may depend on. */
  readonly show: (shown: Shown) => void;
}

/** Shows a screenful of records at once and all as soon as they are read, then what changes as it changes. The function that it returns ends that. */
export function followRecords({ source, rejectedFirst, locale, restMs = REST_MS, show }: FollowOptions): () => void {
  let list: RecordList | null = null;
  let left = false;

  const readAll = async () => {
    list = null;
    const coming = new RecordList(locale);
    const first = await source.first(rejectedFirst).catch(() => []);
    coming.put(first);
    if (first.length > 0 && !left) show({ records: coming.ordered, complete: false });
    let count = 0;
    let gathered: StoredRecord[] = [];
    for await (const some of source.all()) {
      if (left) return;
      gathered.push(...some);
      if (gathered.length < PUT_AT_ONCE) continue;
      coming.put(gathered);
      const stage = STAGES.some((size) => count < size && count + gathered.length >= size);
      count += gathered.length;
      gathered = [];
      if (stage) show({ records: coming.ordered, complete: false });
    }
    coming.put(gathered);
    list = coming;
    show({ records: coming.ordered, complete: true });
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
