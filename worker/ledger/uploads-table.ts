import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import type { Db } from './db.ts';
import { countConfirmations, countSample } from './history-table.ts';
import { CONFIRMED, DELETE, FREE, IN_FLIGHT, PENDING, REJECTED, typeNumber, UPSERT } from './version-state.ts';

/**
 * `frozen`: lines fixed, not sent or refused for now. `unsure`: sent, the answer was lost. `accepted`: Gong has stored it.
 * `done`, `failed`, `refused`: over.
 */
export type UploadState = 'frozen' | 'unsure' | 'accepted' | 'done' | 'failed' | 'refused';

/** `replace`: the deletion that Gong wants before a changed user. */
export type UploadPurpose = 'upsert' | 'delete' | 'replace';

export interface Upload {
  readonly no: number;
  readonly client_request_id: string;
  readonly integration_id: string;
  readonly type: number;
  readonly kind: number;
  readonly purpose: UploadPurpose;
  readonly state: UploadState;
  readonly gong_status: string | null;
  readonly records: number;
  readonly bytes: number;
  /** The longest line in bytes, with its newline. */
  readonly longest: number;
  readonly frozen_at: number;
  readonly sent_at: number | null;
  readonly accepted_at: number | null;
  readonly next_at: number;
  readonly tries: number;
  readonly polls: number;
  readonly unknowns: number;
  readonly settled_at: number | null;
  readonly resend_of: number | null;
  readonly cause: string | null;
  readonly depth: number;
}

/** Lines of one upload stand at positions from `no * LINES_PER_UPLOAD + 1` on. */
export const LINES_PER_UPLOAD = 10_000_000;

const COLUMNS = `no, client_request_id, integration_id, type, kind, purpose, state, gong_status, records, bytes, longest, frozen_at, sent_at, accepted_at,
  next_at, tries, polls, unknowns, settled_at, resend_of, cause, depth`;

/** Uploads that are not over, in the order in which they were frozen. */
export function openUploads(db: Db): Upload[] {
  return db.all<Upload>(`SELECT ${COLUMNS} FROM uploads WHERE state IN ('frozen', 'unsure', 'accepted') ORDER BY no`);
}

export function uploadByNo(db: Db, no: number): Upload | undefined {
  return db.get<Upload>(`SELECT ${COLUMNS} FROM uploads WHERE no = ?`, no);
}

/** Changes of an upload, all columns by name. */
export type UploadChange = Partial<{
  state: UploadState;
  gong_status: string;
  sent_at: number;
  accepted_at: number;
  next_at: number;
  tries: number;
  polls: number;
  unknowns: number;
  settled_at: number;
  request_id: string | null;
  trace_id: string | null;
  success_count: number | null;
  error_count: number | null;
  note: string;
}>;

export function changeUpload(db: Db, no: number, change: UploadChange): void {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return;
  db.run(
    `UPDATE uploads SET ${entries.map(([name]) => `${name} = ?`).join(', ')} WHERE no = ?`,
    ...entries.map(([, value]) => value),
    no,
  );
}

/** A process that has just started sends nothing yet: what an earlier one was sending is asked for at once. */
export function askUnsureUploads(db: Db, now: number): void {
  db.run(`UPDATE uploads SET next_at = ? WHERE state = 'unsure' AND next_at > ?`, now, now);
}

/** Whether something of a type could be frozen now. `cut`: the newest version that belongs to the running cycle. */
export function isReady(db: Db, type: number, kind: number, cut: number): boolean {
  return (
    db.get(
      `SELECT 1 FROM versions WHERE state = ${PENDING} AND type = ? AND kind = ? AND hold = ${FREE} AND no <= ? LIMIT 1`,
      type,
      kind,
      cut,
    ) !== undefined
  );
}

/** Whether changed users wait for the deletion of what Gong has. */
export function isReplaceReady(db: Db, cut: number): boolean {
  return (
    db.get(
      `SELECT 1 FROM versions WHERE state = ${PENDING} AND type = ${typeNumber('BUSINESS_USER')} AND kind = ${UPSERT} AND hold = 1
         AND hold_reason = 'replace-first' AND no <= ? LIMIT 1`,
      cut,
    ) !== undefined
  );
}

export interface FreezeOrder {
  readonly type: number;
  readonly purpose: UploadPurpose;
  readonly cut: number;
  readonly maxBytes: number;
  readonly clientRequestId: string;
  readonly integrationId: string;
  readonly now: number;
  /** The line of a version, without the newline, or why it must not be sent. `modified` in ms. The same answer each time. */
  readonly render: (
    objectId: string,
    modified: number,
    content: Readonly<Record<string, unknown>>,
    deleted: boolean,
  ) =>
    | { readonly ok: true; readonly line: string }
    | { readonly ok: false; readonly code: ErrorCode; readonly reason: string };
}

/** What freezing has made: the upload's number, null when nothing was ready; how many versions it has rejected instead. */
export interface Frozen {
  readonly no: number | null;
  readonly rejected: number;
}

interface Candidate {
  readonly no: number;
  readonly object_no: number;
  readonly object_id: string;
  readonly content: string;
  readonly modified: number;
  readonly sent_modified: number | null;
  readonly history: number;
  readonly last_sent: number | null;
}

const PAGE = 2000;

/**
 * Fixes the lines of one file: at most one version of an object, sorted by modifiedDate, cut at `maxBytes` (Gong: LDJSON upload rules).
 * From here on the file never changes, so it can be sent again byte for byte. What must not be sent is rejected on the way.
 */
export function freezeUpload(db: Db, order: FreezeOrder): Frozen {
  const { type, purpose, cut, now } = order;
  return db.transaction(() => {
    const kind = purpose === 'delete' ? DELETE : UPSERT;
    const hold = purpose === 'replace' ? `hold = 1 AND hold_reason = 'replace-first'` : `hold = ${FREE}`;
    const lines: FrozenLine[] = [];
    const refused: [version: number, code: string, reason: string][] = [];
    const encoder = new TextEncoder();
    let bytes = 0;
    let longest = 0;
    let after = 0;
    for (let full = false; !full; ) {
      const page = db.all<Candidate>(
        `SELECT v.no, v.object_no, o.object_id, v.content, v.modified, v.sent_modified, v.history, o.last_sent
         FROM versions v JOIN objects o ON o.no = v.object_no
         WHERE v.state = ${PENDING} AND v.type = ? AND v.kind = ? AND v.${hold} AND v.no > ? AND v.no <= ?
           AND NOT EXISTS (SELECT 1 FROM versions e WHERE e.object_no = v.object_no AND e.no < v.no AND e.state IN (${PENDING}, ${IN_FLIGHT}))
         ORDER BY v.no LIMIT ${PAGE}`,
        type,
        kind,
        after,
        cut,
      );
      for (const candidate of page) {
        // The deletion before a changed user takes the smallest date that is new, so that the user itself can keep the CRM's.
        const modified =
          purpose === 'replace' && candidate.last_sent !== null
            ? candidate.last_sent + 1000
            : modifiedToSend(candidate);
        const content = JSON.parse(candidate.content) as Record<string, unknown>;
        const rendered = order.render(candidate.object_id, modified, content, purpose !== 'upsert');
        if (!rendered.ok) {
          refused.push([candidate.no, rendered.code, rendered.reason]);
          continue;
        }
        const size = encoder.encode(rendered.line).byteLength + 1;
        if (lines.length > 0 && bytes + size > order.maxBytes) {
          full = true;
          break;
        }
        bytes += size;
        longest = Math.max(longest, size);
        lines.push({ version: candidate.no, object: candidate.object_no, modified });
      }
      if (page.length < PAGE) break;
      after = page.at(-1)?.no ?? cut;
    }
    refuseVersions(db, refused, now);
    if (lines.length === 0) return { no: null, rejected: refused.length };
    lines.sort((a, b) => a.modified - b.modified || a.version - b.version);
    const row = db.get<{ no: number }>(
      `INSERT INTO uploads (client_request_id, integration_id, type, kind, purpose, state, records, bytes, longest, frozen_at, next_at)
       VALUES (?, ?, ?, ?, ?, 'frozen', ?, ?, ?, ?, ?) RETURNING no`,
      order.clientRequestId,
      order.integrationId,
      type,
      purpose === 'upsert' ? UPSERT : DELETE,
      purpose,
      lines.length,
      bytes,
      longest,
      now,
      now,
    );
    if (row === undefined) throw new Error('an upload was not stored');
    const { no } = row;
    // Rendered a second time, a part at a time: all lines of a large file would not fit into memory.
    for (let start = 0; start < lines.length; start += PART) {
      writeLines(db, no, start, lines.slice(start, start + PART), order);
    }
    noteSyncs(db, no, now);
    return { no, rejected: refused.length };
  });
}

/** Rejects pending versions that Gong would refuse for certain. */
function refuseVersions(
  db: Db,
  refused: readonly (readonly [version: number, code: string, reason: string])[],
  now: number,
): void {
  if (refused.length === 0) return;
  db.run(
    `UPDATE versions SET state = ${REJECTED}, hold = 0, hold_reason = NULL, settled_at = ?1, code = j.value ->> 1, reason = j.value ->> 2
     FROM json_each(?2) j WHERE versions.no = j.value ->> 0 AND versions.state = ${PENDING}`,
    now,
    JSON.stringify(refused),
  );
}

/** What we had rejected for its values is tried once more: Gong's schema, or the profile, is another now. */
export function retryInvalid(db: Db): void {
  db.run(
    `UPDATE versions SET state = ${PENDING}, hold = 1, hold_reason = 'unjudged', settled_at = NULL, code = NULL, reason = NULL
     WHERE state = ${REJECTED} AND code = 'value-invalid' AND upload_no IS NULL AND no IN (SELECT newest FROM objects)`,
  );
}

interface FrozenLine {
  readonly version: number;
  readonly object: number;
  readonly modified: number;
}

/** Lines written at once. */
const PART = 1000;

function writeLines(db: Db, uploadNo: number, start: number, part: readonly FrozenLine[], order: FreezeOrder): void {
  const { purpose } = order;
  const contents = new Map(
    db
      .all<{ no: number; object_id: string; content: string }>(
        `SELECT v.no, o.object_id, v.content FROM json_each(?) j CROSS JOIN versions v ON v.no = j.value JOIN objects o ON o.no = v.object_no`,
        JSON.stringify(part.map(({ version }) => version)),
      )
      .map((row) => [row.no, row]),
  );
  const rendered = part.map(({ version, modified }, index) => {
    const row = contents.get(version);
    if (row === undefined) throw new Error(`version ${version} was not found again`);
    const content = JSON.parse(row.content) as Record<string, unknown>;
    const again = order.render(row.object_id, modified, content, purpose !== 'upsert');
    if (!again.ok) throw new Error(`version ${version} was rendered otherwise the second time`);
    return [uploadNo * LINES_PER_UPLOAD + start + index + 1, version, again.line];
  });
  db.run(
    'INSERT INTO upload_lines (pos, version_no, line) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)',
    JSON.stringify(rendered),
  );
  const facts = JSON.stringify(
    part.map(({ version, object, modified }, index) => [version, start + index + 1, modified, object]),
  );
  db.run(
    `UPDATE versions SET state = ${IN_FLIGHT}, hold = 0, hold_reason = NULL, upload_no = ?1, line_no = j.value ->> 1
       ${purpose === 'replace' ? '' : ', sent_modified = j.value ->> 2'}
     FROM json_each(?2) j WHERE versions.no = j.value ->> 0`,
    uploadNo,
    facts,
  );
  db.run(
    `UPDATE objects SET last_sent = MAX(COALESCE(last_sent, 0), j.value ->> 2) FROM json_each(?1) j WHERE objects.no = j.value ->> 3`,
    facts,
  );
}

/** The syncs of the last day whose objects the upload carries. */
function noteSyncs(db: Db, uploadNo: number, now: number): void {
  db.run(
    `INSERT OR IGNORE INTO sync_uploads (sync_no, upload_no)
     SELECT DISTINCT so.sync_no, ?1 FROM versions v JOIN sync_objects so ON so.object_no = v.object_no AND so.unchanged = 0
       JOIN syncs s ON s.no = so.sync_no
     WHERE v.state = ${IN_FLIGHT} AND v.upload_no = ?1 AND s.first_at > ?2`,
    uploadNo,
    now - 24 * 3600 * 1000,
  );
}

/**
 * The modifiedDate that a version is sent with, in ms: the later of the CRM's and the last one sent; one second later than that where the content
 * differs (design: modifiedDate sent). A version that was rendered before keeps its date while nothing was sent since.
 */
export function modifiedToSend(
  version: Pick<Candidate, 'modified' | 'sent_modified' | 'history' | 'last_sent'>,
): number {
  const own = Math.floor(version.modified / 1000) * 1000;
  // History keeps its own date; the newest once more, after it, the date that it was sent with.
  if (version.history === 1 || version.last_sent === null) return own;
  if (version.history === 2) return version.last_sent;
  if (version.sent_modified !== null && version.sent_modified === version.last_sent) return version.sent_modified;
  return own > version.last_sent ? own : version.last_sent + 1000;
}

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

function dropLines(db: Db, uploadNo: number): void {
  const base = uploadNo * LINES_PER_UPLOAD;
  db.run('DELETE FROM upload_lines WHERE pos > ? AND pos < ?', base, base + LINES_PER_UPLOAD);
}

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
    `UPDATE versions SET state = 3, settled_at = ?3, request_id = ?4, code = 'gong-rejected-record', reason = json_extract(j.value, '$[1]')
     FROM json_each(?2) j WHERE versions.state = ${IN_FLIGHT} AND versions.upload_no = ?1 AND versions.line_no = json_extract(j.value, '$[0]') RETURNING no`,
    upload.no,
    JSON.stringify(lines.map(({ line, description }) => [line, description])),
    now,
    requestId,
  );
  countSample(db, 'rejected', rejected.length, now);
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

/** The newest version number there is: the cut of a cycle that starts now. */
export function newestVersion(db: Db): number {
  return db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM versions')?.no ?? 0;
}

/** Whether anything pending is not held until someone acts; `upTo` limits it to the running cycle's versions. */
export function hasWork(db: Db, upTo: number): boolean {
  for (let type = 0; type < 6; type += 1)
    for (const kind of [UPSERT, DELETE])
      for (const hold of [FREE, 1]) {
        const row = db.get(
          `SELECT 1 FROM versions WHERE state = ${PENDING} AND type = ? AND kind = ? AND hold = ? AND no <= ? LIMIT 1`,
          type,
          kind,
          hold,
          upTo,
        );
        if (row !== undefined) return true;
      }
  return false;
}

/** The other half of a file that was split. */
export function siblingOf(db: Db, upload: Upload): Upload | undefined {
  return db.get<Upload>(`SELECT ${COLUMNS} FROM uploads WHERE resend_of = ? AND no <> ?`, upload.resend_of, upload.no);
}

/** The types of which this integration has accepted an upload before. */
export function uploadedTypes(db: Db, integrationId: string): number[] {
  return db
    .all<{ type: number }>(
      'SELECT DISTINCT type FROM uploads WHERE integration_id = ? AND accepted_at IS NOT NULL',
      integrationId,
    )
    .map(({ type }) => type);
}

/** Types of which upserts of the running cycle wait for something that goes on by itself. */
export function waitingTypes(db: Db, upTo: number): number[] {
  return [0, 1, 2, 3, 4, 5].filter(
    (type) =>
      db.get(
        `SELECT 1 FROM versions WHERE state = ${PENDING} AND type = ? AND kind = ${UPSERT} AND hold = 1 AND no <= ? LIMIT 1`,
        type,
        upTo,
      ) !== undefined,
  );
}
