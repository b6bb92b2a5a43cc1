import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import type { Db } from './db.ts';
import { LINES_PER_UPLOAD } from './upload-lines.ts';
import type { UploadPurpose } from './uploads-table.ts';
import { DELETE, FREE, IN_FLIGHT, PENDING, REJECTED, UPSERT } from './version-state.ts';

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
