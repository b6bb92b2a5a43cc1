import type { Db } from './db.ts';

/** Lines of one upload stand at positions from `no * LINES_PER_UPLOAD + 1` on. */
export const LINES_PER_UPLOAD = 10_000_000;

/** The next lines of an upload as one text, put together by SQLite, and the number of the last of them; null after the end. */
export function linesAfter(
  db: Db,
  uploadNo: number,
  lineNo: number,
  limit: number,
): { readonly last: number; readonly text: string } | null {
  const base = uploadNo * LINES_PER_UPLOAD;
  // Put together in the order of the inner query; an ORDER BY in the aggregate would sort every page once more.
  const row = db.get<{ last: number | null; text: string | null }>(
    `SELECT MAX(pos) AS last, group_concat(line, char(10)) || char(10) AS text
     FROM (SELECT pos, line FROM upload_lines WHERE pos > ? AND pos < ? ORDER BY pos LIMIT ?)`,
    base + lineNo,
    base + LINES_PER_UPLOAD,
    limit,
  );
  if (row === undefined || row.last === null || row.text === null) return null;
  return { last: row.last - base, text: row.text };
}

export function dropLines(db: Db, uploadNo: number): void {
  const base = uploadNo * LINES_PER_UPLOAD;
  db.run('DELETE FROM upload_lines WHERE pos > ? AND pos < ?', base, base + LINES_PER_UPLOAD);
}
