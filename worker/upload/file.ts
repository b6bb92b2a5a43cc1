import type { Db } from '../ledger/db.ts';
import { linesAfter } from '../ledger/upload-lines.ts';
import type { Upload } from '../ledger/uploads-table.ts';

/** Text that is read from the ledger at once, about, and what it never exceeds by much; in bytes. */
const PAGE_BYTES = 128 * 1024;
const LARGEST_PAGE = 1_000_000;
/** Bytes handed over at once. Larger pieces cost memory and gain no time. */
const CHUNK_BYTES = 64 * 1024;

/**
 * The LDJSON file of an upload, read from the frozen lines as it goes out. SQLite puts the lines together, and every chunk is the same piece of memory:
 * objects a line, or pieces a chunk, would wait in their thousands to be cleared away.
 */
export function ldjsonFile(db: Db, upload: Pick<Upload, 'no' | 'bytes' | 'records' | 'longest'>) {
  const { no, bytes, records, longest } = upload;
  const usual = (PAGE_BYTES * records) / Math.max(1, bytes);
  const most = LARGEST_PAGE / Math.max(1, longest);
  return { length: bytes, chunks: () => inChunks(pagesOf(db, no, Math.max(1, Math.floor(Math.min(usual, most))))) };
}

/** Text in chunks of UTF-8; a chunk is good until the next is asked for. */
export function* inChunks(texts: Iterable<string>, size = CHUNK_BYTES): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const chunk = new Uint8Array(size);
  let filled = 0;
  for (const text of texts) {
    for (let rest = text; rest !== ''; ) {
      const { read, written } = encoder.encodeInto(rest, chunk.subarray(filled));
      filled += written;
      rest = read === rest.length ? '' : rest.slice(read);
      if (rest === '') break;
      yield chunk.subarray(0, filled);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

function* pagesOf(db: Db, uploadNo: number, lines: number): Generator<string> {
  for (let after = 0; ; ) {
    const page = linesAfter(db, uploadNo, after, lines);
    if (page === null) return;
    yield page.text;
    after = page.last;
  }
}
