import type { Asked, Piece, ReadOn, ReadRecords } from './read-records.ts';
import type { StoredRecord } from './stored-record.ts';

/** One end of the line between the page and the thread that reads for it. */
export interface Line {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', hear: (event: MessageEvent) => void): void;
}

type Thread = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onmessageerror' | 'onerror'>;

/** Asks for the next piece, once the reading has begun. */
const NEXT = 'next';
const FAILED = 'failed';

/** The thread's side: reads what it is asked for, a piece each time one is wanted. */
export function readForPage(line: Line, read: ReadRecords): void {
  let pieces: AsyncGenerator<Piece> | null = null;
  line.addEventListener('message', ({ data }: MessageEvent<Asked | typeof NEXT>) => {
    if (data !== NEXT) pieces = read(data);
    void pieces
      ?.next()
      .then(({ value }) => line.postMessage(value))
      .catch(() => line.postMessage(FAILED));
  });
}

/**
 * The page's side: reads in a thread of its own, so that neither making rows of what the store gives nor ordering them keeps the page from drawing.
 * A piece is asked for when the one before has been taken in: the page sets the pace. Where no thread starts, or one fails on its way, `otherwise` reads on.
 */
export function readInThread(start: () => Thread, otherwise: ReadOn): ReadRecords {
  return async function* read(asked) {
    const come: StoredRecord[] = [];
    let thread: Thread | null = null;
    try {
      thread = start();
      for (let piece = await ask(thread, asked); ; piece = await ask(thread, NEXT)) {
        come.push(...piece.records);
        yield piece;
        if (piece.last) return;
      }
    } catch {
      // A fault of the store meets the page too as it reads on, and is told of then.
    } finally {
      thread?.terminate();
    }
    yield* otherwise(asked, come);
  };
}

function ask(thread: Thread, message: Asked | typeof NEXT): Promise<Piece> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error('The thread that reads records has failed.'));
    thread.onmessage = ({ data }: MessageEvent<Piece | typeof FAILED>) => (data === FAILED ? fail() : resolve(data));
    thread.onmessageerror = fail;
    thread.onerror = fail;
    thread.postMessage(message);
  });
}
