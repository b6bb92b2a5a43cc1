import { useCallback, useEffect, useState } from 'preact/hooks';
import { sendCommand } from '../../messaging/commands.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { saveFile } from '../save-file.ts';
import { useCommand } from '../use-command.ts';
import { useNow } from '../use-now.ts';
import { exportedRecords, recordsToCsv, toJson } from './record-export.ts';
import { filterOfQuery, queryOfFilter, type RecordFilter } from './record-filter.ts';
import type { RecordDetails, RecordSource } from './record-source.ts';
import { type ExportForm, Records } from './records.tsx';
import type { StoredRecord } from './stored-record.ts';
import type { Story } from './story-list.tsx';

const LIST_AGAIN_MS = 1500;

/** The records page on the store. */
export function LiveRecords({ source }: { readonly source: RecordSource }) {
  const [records, setRecords] = useState<readonly StoredRecord[] | null>(null);
  const [complete, setComplete] = useState(false);
  const [key, select] = useState<string | null>(null);
  const [details, setDetails] = useState<RecordDetails | null>(null);
  const [story, tell] = useState<Story>('asks');
  const { send, refusal } = useCommand();
  const [filter, setFilter] = useState(() => filterOfQuery(location.search));
  const [rejectedOnly] = useState(filter.state === 'rejected');
  const now = useNow(30_000);

  // During a sync the store changes all the time: the list is read anew now and then, never twice at once.
  useEffect(() => {
    let first: readonly StoredRecord[] = [];
    let whole = false;
    let left = false;
    let leave = () => {};
    const list = async () => {
      const all = await source.list((some) => {
        if (!whole) setRecords(joined(first, some));
      });
      whole = true;
      setRecords(all);
      setComplete(true);
    };
    const reading = oneAtATime(list, LIST_AGAIN_MS);
    const begin = async () => {
      first = await source.first(rejectedOnly).catch(() => []);
      if (left) return;
      if (first.length > 0) setRecords(first);
      leave = source.watch(reading.call);
    };
    void begin();
    return () => {
      left = true;
      leave();
      reading.stop();
    };
  }, [source, rejectedOnly]);
  // Records that were read anew bring new details of the selected one.
  useEffect(() => {
    if (key === null || records === null) return;
    let left = false;
    void source.details(key).then((found) => {
      if (!left) setDetails(found);
    });
    return () => {
      left = true;
    };
  }, [source, key, records]);

  // What Gong said is asked of the bridge anew for each record, and when something has come of reading it again.
  const { objectType, objectId } = details?.row ?? {};
  const outcome = details?.again?.outcome;
  useEffect(() => {
    if (objectType === undefined || objectId === undefined) return;
    let left = false;
    tell('asks');
    void sendCommand('story', { objectType, objectId })
      .then((reply) => (reply?.ok ? reply.value : 'unheard'))
      .catch(() => 'unheard' as const)
      .then((heard) => {
        if (!left) tell(heard);
      });
    return () => {
      left = true;
    };
  }, [objectType, objectId, outcome]);

  const change = (next: RecordFilter) => {
    setFilter(next);
    const query = queryOfFilter(next);
    history.replaceState(null, '', query === '' ? location.pathname : `?${query}`);
  };
  const save = (shown: readonly StoredRecord[], form: ExportForm) => void exportRecords(source, shown, form);
  const readAgain = (asked: string) => void send('read-again', { key: asked });
  const keepTop = useCallback((keys: readonly string[]) => void source.keepFirst(keys), [source]);
  const shown = { records, complete, details, story, refusal, filter, now };
  return <Records {...shown} {...{ change, select, readAgain, save, keepTop }} />;
}

/** All of both, each once; what came last holds. */
function joined(first: readonly StoredRecord[], then: readonly StoredRecord[]): readonly StoredRecord[] {
  return [...new Map([...first, ...then].map((record) => [record.key, record])).values()];
}

async function exportRecords(source: RecordSource, shown: readonly StoredRecord[], form: ExportForm): Promise<void> {
  const states = new Map(shown.map(({ key, state }) => [key, state]));
  const rows = await source.rows([...states.keys()]);
  const records = exportedRecords(rows, (key) => states.get(key) ?? 'waiting');
  const name = `crm-records-${new Date().toISOString().slice(0, 10)}`;
  if (form === 'csv') saveFile(`${name}.csv`, 'text/csv', recordsToCsv(records));
  else saveFile(`${name}.json`, 'application/json', toJson(records));
}
