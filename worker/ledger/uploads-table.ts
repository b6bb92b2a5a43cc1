import type { Db } from './db.ts';

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
