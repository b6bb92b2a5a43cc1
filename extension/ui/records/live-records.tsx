import { useCallback, useEffect, useState } from 'preact/hooks';
import { sendCommand } from '../../messaging/commands.ts';
import { saveFile } from '../save-file.ts';
import { readerLocale } from '../text.ts';
import { useCommand } from '../use-command.ts';
import { LONG_MS, useLater, useNow } from '../use-now.ts';
import { followRecords, type Shown } from './follow-records.ts';
import { exportedRecords, recordsToCsv, toJson } from './record-export.ts';
import { filterOfQuery, queryOfFilter, type RecordFilter } from './record-filter.ts';
import type { RecordDetails, RecordSource } from './record-source.ts';
import { type ExportForm, Records } from './records.tsx';
import { restWhileScrolling } from './rest-while-scrolling.ts';
import type { StoredRecord } from './stored-record.ts';
import type { Story } from './story-list.tsx';

/** The records page on the store. */
export function LiveRecords({ source }: { readonly source: RecordSource }) {
  const [shown, show] = useState<Shown | null>(null);
  const [key, select] = useState<string | null>(null);
  const [details, setDetails] = useState<RecordDetails | null>(null);
  const [story, tell] = useState<Story>('asks');
  const { send, refusal } = useCommand();
  const [filter, setFilter] = useState(() => filterOfQuery(location.search));
  const [rejectedOnly] = useState(filter.state === 'rejected');
  const now = useNow(30_000);
  const preparing = useLater(LONG_MS) && shown === null;

  useEffect(() => {
    const { rest, stop } = restWhileScrolling(document);
    const leave = followRecords({ source, rejectedFirst: rejectedOnly, locale: readerLocale(), rest, show });
    return () => {
      leave();
      stop();
    };
  }, [source, rejectedOnly]);
  // Whatever has changed may bring new details of the selected one.
  useEffect(() => {
    if (key === null || shown === null) return;
    let left = false;
    void source.details(key).then((found) => {
      if (!left) setDetails(found);
    });
    return () => {
      left = true;
    };
  }, [source, key, shown]);

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
  const save = (saved: readonly StoredRecord[], form: ExportForm) => void exportRecords(source, saved, form);
  const readAgain = (asked: string) => void send('read-again', { key: asked });
  const keepTop = useCallback((keys: readonly string[]) => void source.keepFirst(keys), [source]);
  const { records, complete } = shown ?? { records: null, complete: false };
  const seen = { records, complete, preparing, details, story, refusal, filter, now };
  return <Records {...seen} {...{ change, select, readAgain, save, keepTop }} />;
}

async function exportRecords(source: RecordSource, shown: readonly StoredRecord[], form: ExportForm): Promise<void> {
  const states = new Map(shown.map(({ key, state }) => [key, state]));
  const rows = await source.rows([...states.keys()]);
  const records = exportedRecords(rows, (key) => states.get(key) ?? 'waiting');
  const name = `crm-records-${new Date().toISOString().slice(0, 10)}`;
  if (form === 'csv') saveFile(`${name}.csv`, 'text/csv', recordsToCsv(records));
  else saveFile(`${name}.json`, 'application/json', toJson(records));
}
