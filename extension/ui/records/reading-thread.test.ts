import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeDatabase } from '../../store/database.ts';
import { newRecord } from '../../sweep/record-rows.ts';
import { type Asked, type Piece, type ReadOn, type ReadRecords, readRecords } from './read-records.ts';
import { type Line, readForPage, readInThread } from './reading-thread.ts';
import { RecordList } from './record-list.ts';
import type { StoredRecord } from './stored-record.ts';

const ASKED: Asked = { prefix: 'v|', answers: { mirror: new Map(), rejected: new Map() }, locale: 'de' };

/** Both ends with a line between that copies what it carries, as a real one does. */
function threadRunning(read: ReadRecords) {
  let page: ((event: MessageEvent) => void) | undefined;
  const ended = vi.fn();
  const inside: Line = {
    postMessage: (message) => void thread.onmessage?.call(thread as Worker, event(message)),
    addEventListener: (_, hear) => {
      page = hear;
    },
  };
  const thread: ReturnType<Parameters<typeof readInThread>[0]> = {
    postMessage: (message: unknown) => page?.(event(message)),
    terminate: ended,
    onmessage: null,
    onmessageerror: null,
    onerror: null,
  };
  readForPage(inside, read);
  return { thread, ended };
}
const event = (data: unknown) => new MessageEvent('message', { data: structuredClone(data) });
const piece = (number: number, last = false): Piece => ({ records: [], order: Uint32Array.of(number), last });

async function* three(): AsyncGenerator<Piece> {
  yield piece(1);
  yield piece(2);
  yield piece(3, true);
}

const collected = async (pieces: AsyncGenerator<Piece>) => {
  const found: number[] = [];
  for await (const { order } of pieces) found.push(order?.[0] ?? -1);
  return found;
};

it('a thread brings every piece in order, is asked for what the page asked for, and is ended after the last', async () => {
  const read = vi.fn(three);
  const { thread, ended } = threadRunning(read);
  expect(await collected(readInThread(() => thread, read)(ASKED))).toEqual([1, 2, 3]);
  expect(read.mock.calls).toEqual([[ASKED]]);
  expect(ended).toHaveBeenCalledOnce();
});

it('a thread reads no further than the page has asked', async () => {
  let given = 0;
  const { thread, ended } = threadRunning(async function* () {
    for (;;) yield piece(given++);
  });
  const pieces = readInThread(() => thread, three)(ASKED);
  await pieces.next();
  await pieces.next();
  expect(given).toBe(2);
  await pieces.return(undefined);
  expect(ended).toHaveBeenCalledOnce();
});

it('the page reads by itself where no thread begins', async () => {
  const { thread } = threadRunning(async function* () {
    yield await Promise.reject(new Error('no store here'));
  });
  expect(await collected(readInThread(() => thread, three)(ASKED))).toEqual([1, 2, 3]);
});

it('the page reads by itself where a thread may not be started at all', async () => {
  const start = () => {
    throw new DOMException('refused', 'SecurityError');
  };
  expect(await collected(readInThread(start, three)(ASKED))).toEqual([1, 2, 3]);
});

describe('where the thread fails on its way', () => {
  const COUNT = 450;
  let db: BridgeDatabase;

  beforeEach(async () => {
    db = new BridgeDatabase(`thread-${crypto.randomUUID()}`);
    const rowOf = (id: string) => ({ ...newRecord('v', 'ACCOUNT', '', id, id), dirty: 1 as const });
    const rows = Array.from({ length: COUNT }, (_, index) => rowOf(`a${index}`));
    await db.records.bulkPut(rows);
  });

  it.each([1, 2])(
    'the page reads on by itself after piece %i, and has each record once and in order',
    async (failsAfter) => {
      const { thread, ended } = threadRunning(async function* (asked) {
        let given = 0;
        for await (const piece of readRecords(db, asked)) {
          yield piece;
          given += 1;
          if (given === failsAfter) throw new Error('the store was closed');
        }
      });
      const read = vi.fn<ReadOn>((asked, come) => readRecords(db, asked, come));
      const come: StoredRecord[] = [];
      let order: Uint32Array | null = null;
      for await (const piece of readInThread(() => thread, read)(ASKED)) {
        come.push(...piece.records);
        order = piece.order;
      }
      expect(read.mock.calls[0]?.[1]).toHaveLength(failsAfter * 200);
      expect(ended).toHaveBeenCalledOnce();
      const all = new RecordList(ASKED.locale);
      all.put(come);
      expect(new Set(come.map(({ key }) => key)).size).toBe(COUNT);
      expect(Array.from(order ?? [], (number) => come[number])).toEqual(all.ordered);
    },
  );
});
