import type { Asked, Piece, ReadRecords } from './read-records.ts';

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
 * A piece is asked for when the one before has been taken in: the page sets the pace. Where no thread starts, `otherwise` reads.
 * @throws Error when the thread fails on its way.
 */
export function readInThread(start: () => Thread, otherwise: ReadRecords): ReadRecords {
  return async function* read(asked) {
    let thread: Thread | null = null;
    try {
      thread = start();
      const piece = await ask(thread, asked).catch(() => null);
      if (piece === null) {
        yield* otherwise(asked);
        return;
      }
      for (let next = piece; ; next = await ask(thread, NEXT)) {
        yield next;
        if (next.last) return;
      }
    } finally {
      thread?.terminate();
    }
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
