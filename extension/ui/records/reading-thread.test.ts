import { expect, it, vi } from 'vitest';
import type { Asked, Piece, ReadRecords } from './read-records.ts';
import { type Line, readForPage, readInThread } from './reading-thread.ts';

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

it('a thread that fails on its way is told of: what it brought is not taken for all', async () => {
  const { thread } = threadRunning(async function* () {
    yield piece(1);
    throw new Error('the store was closed');
  });
  await expect(collected(readInThread(() => thread, three)(ASKED))).rejects.toThrow('has failed');
});
