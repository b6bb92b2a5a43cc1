import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Explained } from '../../../shared/errors/coded-error.ts';
import { BridgeMark } from '../symbols.tsx';
import { formatCount, plural, text } from '../text.ts';
import { FilterBar } from './filter-bar.tsx';
import { filterRecords, NO_FILTER, type RecordFilter } from './record-filter.ts';
import { RecordGrid } from './record-grid.tsx';
import { type OrderColumn, orderRecords, type RecordOrder } from './record-order.ts';
import { RecordPanel } from './record-panel.tsx';
import { FIRST_ROWS, type RecordDetails } from './record-source.ts';
import type { StoredRecord } from './stored-record.ts';
import type { Story } from './story-list.tsx';

export type ExportForm = 'csv' | 'json';

interface RecordsProps {
  /** In the order of their names; null until they are read. */
  readonly records: readonly StoredRecord[] | null;
  /** False while `records` is but a part of what there is. */
  readonly complete: boolean;
  /** The store is long in giving anything. */
  readonly preparing: boolean;
  readonly details: RecordDetails | null;
  readonly story: Story;
  readonly refusal: Explained | null;
  readonly filter: RecordFilter;
  readonly now: number;
  readonly change: (filter: RecordFilter) => void;
  readonly select: (key: string) => void;
  readonly readAgain: (key: string) => void;
  readonly save: (shown: readonly StoredRecord[], form: ExportForm) => void;
  /** Told what stands on top, in the order and without the filter that the page begins with. */
  readonly keepTop: (keys: readonly string[]) => void;
}

const FIRST_ORDER: RecordOrder = { by: 'name', descending: false };

/** Everything that this browser holds, to find, to look at and to take along. */
export function Records(props: RecordsProps) {
  const {
    records,
    complete,
    preparing,
    details,
    story,
    refusal,
    filter,
    now,
    change,
    select,
    readAgain,
    save,
    keepTop,
  } = props;
  const [order, setOrder] = useState(FIRST_ORDER);
  const ordered = useMemo(() => orderRecords(records ?? [], order), [records, order]);
  const shown = useMemo(() => filterRecords(ordered, filter), [ordered, filter]);
  useEffect(() => {
    if (complete && order === FIRST_ORDER) keepTop(ordered.slice(0, FIRST_ROWS).map(({ key }) => key));
  }, [complete, order, ordered, keepTop]);
  const orderBy = (by: OrderColumn) => setOrder({ by, descending: order.by === by && !order.descending });
  const selected = details === null ? undefined : ordered.find(({ key }) => key === details.row.key);
  return (
    <main class="records">
      <header class="records-top">
        <BridgeMark size={26} />
        <h1>{text('records_page')}</h1>
        <p role="status" class="soft">
          {complete && plural('shown_of', records?.length ?? 0, formatCount(shown.length))}
          {!complete && text(preparing ? 'state_preparing' : 'reading_records')}
        </p>
        <div class="export">
          <button type="button" class="button small" disabled={!complete} onClick={() => save(shown, 'csv')}>
            {text('export_csv')}
          </button>
          <button type="button" class="button small" disabled={!complete} onClick={() => save(shown, 'json')}>
            {text('export_json')}
          </button>
        </div>
      </header>
      <FilterBar filter={filter} change={change} />
      <div class="records-body">
        {preparing && (
          <div class="nothing">
            <p>{text('state_preparing_next')}</p>
          </div>
        )}
        {!preparing && complete && shown.length === 0 && (
          <Nothing any={ordered.length > 0} reset={() => change(NO_FILTER)} />
        )}
        {!preparing && !(complete && shown.length === 0) && (
          <RecordGrid
            records={shown}
            complete={complete}
            order={order}
            selected={selected?.key ?? null}
            now={now}
            orderBy={orderBy}
            select={select}
          />
        )}
        <aside class="panel" aria-label={text('record_details')}>
          {details === null || selected === undefined ? (
            <p class="soft">{text('select_record')}</p>
          ) : (
            <RecordPanel
              {...{ details, story, refusal, now }}
              state={selected.state}
              readAgain={() => readAgain(selected.key)}
            />
          )}
        </aside>
      </div>
    </main>
  );
}

function Nothing({ any, reset }: { readonly any: boolean; readonly reset: () => void }) {
  return (
    <div class="nothing">
      <p>{text(any ? 'nothing_found' : 'nothing_stored')}</p>
      {any && (
        <button type="button" class="button small" onClick={reset}>
          {text('reset_filter')}
        </button>
      )}
    </div>
  );
}
