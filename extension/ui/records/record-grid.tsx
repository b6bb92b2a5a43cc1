// biome-ignore-all lint/a11y/useSemanticElements: rows of a table are laid out all together; these each by itself
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid hears the keys that move the selection
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatMoment } from '../moments.ts';
import { objectName } from '../object-names.ts';
import { readerLocale, text } from '../text.ts';
import { ORDER_COLUMNS, type OrderColumn, type RecordOrder } from './record-order.ts';
import { StateWord } from './state-word.tsx';
import type { StoredRecord } from './stored-record.ts';

/** Of every row, in CSS pixels; `records.css` says the same. */
const ROW_HEIGHT = 36;
/** Rows are drawn in blocks of this many, one block beyond the visible on either side: scrolling within a block draws nothing. */
const BLOCK = 5;

interface RecordGridProps {
  readonly records: readonly StoredRecord[];
  readonly complete: boolean;
  readonly order: RecordOrder;
  readonly selected: string | null;
  readonly now: number;
  readonly orderBy: (column: OrderColumn) => void;
  readonly select: (key: string) => void;
}

/** Tens of thousands of rows, of which only those in sight exist. One row is selected; the arrow keys move the selection. */
export function RecordGrid({ records, complete, order, selected, now, orderBy, select }: RecordGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const [firstBlock, setFirstBlock] = useState(0);
  const [visible, setVisible] = useState(2 * BLOCK);
  useLayoutEffect(() => {
    const measure = () => setVisible(Math.ceil((box.current?.clientHeight ?? 0) / ROW_HEIGHT));
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);

  const from = Math.min(Math.max(0, (firstBlock - 1) * BLOCK), Math.max(0, records.length - 1));
  const to = Math.min(records.length, (firstBlock + 2) * BLOCK + visible);
  const drawn = visible + 3 * BLOCK;
  const position = useMemo(
    () => (selected === null ? -1 : records.findIndex(({ key }) => key === selected)),
    [records, selected],
  );
  const move = (event: KeyboardEvent) => {
    const target = targetOf(event.key, position, records.length, visible);
    const record = target === null ? undefined : records[target];
    if (target === null || record === undefined) return;
    event.preventDefault();
    select(record.key);
    if (box.current !== null) reveal(box.current, target);
  };
  return (
    <div
      class="grid-box"
      ref={box}
      onScroll={(event) => setFirstBlock(Math.floor(event.currentTarget.scrollTop / ROW_HEIGHT / BLOCK))}
    >
      <div
        role="grid"
        class="grid"
        aria-label={text('records_page')}
        aria-busy={!complete}
        aria-rowcount={records.length + 1}
        aria-activedescendant={position < from || position >= to ? undefined : rowId(position)}
        tabIndex={0}
        onKeyDown={move}
      >
        <div role="row" class="heads" aria-rowindex={1}>
          {ORDER_COLUMNS.map((column) => (
            <div role="columnheader" key={column} class={`column-${column}`} aria-sort={sortOf(column, order)}>
              <button type="button" onClick={() => orderBy(column)}>
                {text(`column_${column}`)}
              </button>
            </div>
          ))}
        </div>
        <div role="rowgroup" class="lines" style={{ height: `${records.length * ROW_HEIGHT}px` }}>
          {records.slice(from, to).map((record, index) => (
            <RecordLine
              // Rows that leave at one end come back at the other: scrolling changes texts and makes no elements.
              key={(from + index) % drawn}
              record={record}
              position={from + index}
              selected={record.key === selected}
              now={now}
              select={select}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface RecordLineProps {
  readonly record: StoredRecord;
  readonly position: number;
  readonly selected: boolean;
  readonly now: number;
  readonly select: (key: string) => void;
}

function RecordLine({ record, position, selected, now, select }: RecordLineProps) {
  // While the list is scrolled most rows stay as they are: the same element again is not gone through.
  return useMemo(() => line({ record, position, selected, now, select }), [record, position, selected, now, select]);
}

function line({ record, position, selected, now, select }: RecordLineProps) {
  const locale = readerLocale();
  const { name, objectType, state, modifiedAt, readAt, problems } = record;
  return (
    <div
      role="row"
      id={rowId(position)}
      class="line"
      aria-rowindex={position + 2}
      aria-selected={selected}
      style={{ top: `${position * ROW_HEIGHT}px` }}
      onClick={() => select(record.key)}
    >
      <div role="gridcell" class="column-name" title={name.slice(0, 500)}>
        <bdi>{name.slice(0, 200)}</bdi>
      </div>
      <div role="gridcell" class="column-type">
        {objectName(objectType)}
      </div>
      <div role="gridcell" class="column-state">
        <StateWord state={state} />
        {problems > 0 && (
          <span class="problem-mark" title={text('has_problems')} role="img" aria-label={text('has_problems')} />
        )}
      </div>
      <div role="gridcell" class="column-modified">
        {modifiedAt === null ? '' : formatMoment(modifiedAt, now, locale)}
      </div>
      <div role="gridcell" class="column-read">
        {formatMoment(new Date(readAt).toISOString(), now, locale)}
      </div>
    </div>
  );
}

const rowId = (position: number) => `record-${position}`;

function sortOf(column: OrderColumn, order: RecordOrder): 'ascending' | 'descending' | undefined {
  if (column !== order.by) return undefined;
  return order.descending ? 'descending' : 'ascending';
}

function targetOf(key: string, position: number, count: number, page: number): number | null {
  const within = (target: number) => Math.min(count - 1, Math.max(0, target));
  switch (key) {
    case 'ArrowDown':
      return within(position + 1);
    case 'ArrowUp':
      return within(position - 1);
    case 'PageDown':
      return within(position + page - 2);
    case 'PageUp':
      return within(position - page + 2);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Scrolls so far that the row stands in full below the column heads. */
function reveal(box: HTMLElement, position: number): void {
  const top = position * ROW_HEIGHT;
  const room = box.clientHeight - 2 * ROW_HEIGHT;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top > box.scrollTop + room) box.scrollTop = top - room;
}
