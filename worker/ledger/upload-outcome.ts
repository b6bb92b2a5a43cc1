import type { Db } from './db.ts';
import { countConfirmations, countSample } from './history-table.ts';
import { dropLines, LINES_PER_UPLOAD } from './upload-lines.ts';
import { changeUpload, type Upload } from './uploads-table.ts';
import { CONFIRMED, DELETE, IN_FLIGHT, PENDING } from './version-state.ts';

/** Gong has confirmed every line: its versions are confirmed, its objects are in Gong (or no longer). */
export function confirmUpload(db: Db, upload: Upload, requestId: string | null, now: number): void {
  db.transaction(() => {
    if (upload.purpose === 'replace') {
      db.run(
        `UPDATE objects SET in_gong_at = NULL WHERE no IN (SELECT object_no FROM versions WHERE state = ${IN_FLIGHT} AND upload_no = ?)`,
        upload.no,
      );
      db.run(
        `UPDATE versions SET state = ${PENDING}, hold = 1, hold_reason = 'unjudged' WHERE state = ${IN_FLIGHT} AND upload_no = ?`,
        upload.no,
      );
    } else {
      countConfirmations(db, upload.no, upload.purpose === 'delete', now);
      db.run(
        `UPDATE objects SET in_gong_at = ${upload.purpose === 'delete' ? 'CASE WHEN ?2 THEN NULL END' : 'COALESCE(in_gong_at, ?2)'}
         WHERE no IN (SELECT object_no FROM versions WHERE state = ${IN_FLIGHT} AND upload_no = ?1)`,
        upload.no,
        now,
      );
      db.run(
        `UPDATE versions SET state = ${CONFIRMED}, settled_at = ?2, request_id = ?3 WHERE state = ${IN_FLIGHT} AND upload_no = ?1`,
        upload.no,
        now,
        requestId,
      );
    }
    dropLines(db, upload.no);
    changeUpload(db, upload.no, { state: 'done', settled_at: now });
  });
}

/** Rejects single lines of an upload in Gong's words. */
export function rejectLines(
  db: Db,
  upload: Upload,
  lines: readonly { readonly line: number; readonly description: string }[],
  requestId: string | null,
  now: number,
): void {
  const rejected = db.all(
    `UPDATE versions SET state = 3, settled_at = ?3, request_id = ?4,
       code = CASE kind WHEN ${DELETE} THEN 'gong-rejected-deletion' ELSE 'gong-rejected-record' END, reason = json_extract(j.value, '$[1]')
     FROM json_each(?2) j WHERE versions.state = ${IN_FLIGHT} AND versions.upload_no = ?1 AND versions.line_no = json_extract(j.value, '$[0]') RETURNING no`,
    upload.no,
    JSON.stringify(lines.map(({ line, description }) => [line, description])),
    now,
    requestId,
  );
  countSample(db, 'rejected', rejected.length, now);
}

/** Gong has not taken the upload: objects that were in no other were never sent, and need never be deleted there. */
function forgetSending(db: Db, upload: Upload): void {
  db.run(
    `UPDATE objects SET last_sent = NULL WHERE in_gong_at IS NULL AND no IN (SELECT object_no FROM versions WHERE upload_no = ?1)
       AND NOT EXISTS (SELECT 1 FROM versions w WHERE w.object_no = objects.no AND w.upload_no <> ?1)`,
    upload.no,
  );
}

/** Ends an upload and gives what is still in flight of it back to the planner, held with a reason where one is given. */
export function releaseUpload(
  db: Db,
  upload: Upload,
  state: 'failed' | 'refused',
  hold: 'counters-differ' | null,
  now: number,
): void {
  db.transaction(() => {
    // What Gong may have had of a lost answer was asked for before the next try.
    if (state === 'refused') forgetSending(db, upload);
    db.run(
      `UPDATE versions SET state = ${PENDING}, hold = ?2, hold_reason = ?3 WHERE state = ${IN_FLIGHT} AND upload_no = ?1`,
      upload.no,
      hold === null ? 1 : 2,
      hold ?? 'unjudged',
    );
    dropLines(db, upload.no);
    changeUpload(db, upload.no, { state, settled_at: now });
  });
}

/**
 * Freezes again, under a new id, what is still in flight of an upload that is over: the lines `from` to `to` of those left, as they were rendered.
 */
export function resendUpload(
  db: Db,
  upload: Upload,
  part: {
    readonly clientRequestId: string;
    readonly cause: string;
    readonly depth: number;
    readonly from: number;
    readonly to: number;
  },
  nextAt: number,
  now: number,
): number | null {
  return db.transaction(() => {
    const base = upload.no * LINES_PER_UPLOAD;
    const lines = db.all<{ pos: number; version_no: number; size: number }>(
      `SELECT l.pos, l.version_no, LENGTH(CAST(l.line AS BLOB)) + 1 AS size FROM upload_lines l JOIN versions v ON v.no = l.version_no
       WHERE l.pos > ? AND l.pos < ? AND v.state = ${IN_FLIGHT} AND v.upload_no = ? AND v.line_no BETWEEN ? AND ? ORDER BY l.pos`,
      base,
      base + LINES_PER_UPLOAD,
      upload.no,
      part.from,
      part.to,
    );
    if (lines.length === 0) return null;
    const row = db.get<{ no: number }>(
      `INSERT INTO uploads (client_request_id, integration_id, type, kind, purpose, state, records, bytes, longest, frozen_at, next_at, resend_of, cause, depth)
       VALUES (?, ?, ?, ?, ?, 'frozen', ?, ?, ?, ?, ?, ?, ?, ?) RETURNING no`,
      part.clientRequestId,
      upload.integration_id,
      upload.type,
      upload.kind,
      upload.purpose,
      lines.length,
      lines.reduce((sum, { size }) => sum + size, 0),
      lines.reduce((most, { size }) => Math.max(most, size), 0),
      now,
      nextAt,
      upload.no,
      part.cause,
      part.depth,
    );
    if (row === undefined) throw new Error('an upload was not stored');
    for (let start = 0; start < lines.length; start += 1000) {
      const moves = JSON.stringify(
        lines.slice(start, start + 1000).map(({ pos, version_no }, index) => [pos, start + index + 1, version_no]),
      );
      db.run(
        `INSERT INTO upload_lines (pos, version_no, line)
         SELECT ?1 + json_extract(j.value, '$[1]'), l.version_no, l.line FROM json_each(?2) j JOIN upload_lines l ON l.pos = json_extract(j.value, '$[0]')`,
        row.no * LINES_PER_UPLOAD,
        moves,
      );
      db.run(
        `UPDATE versions SET upload_no = ?1, line_no = json_extract(j.value, '$[1]') FROM json_each(?2) j
         WHERE versions.no = json_extract(j.value, '$[2]')`,
        row.no,
        moves,
      );
    }
    db.run(
      'INSERT OR IGNORE INTO sync_uploads (sync_no, upload_no) SELECT sync_no, ? FROM sync_uploads WHERE upload_no = ?',
      row.no,
      upload.no,
    );
    return row.no;
  });
}
