import type { Db } from './db.ts';
import { ERASURE_TABLES } from './erasures.ts';
import { OFFICE_TABLES } from './office-tables.ts';

/**
 * The ledger's tables, one migration a step; never edit one that was deployed, add the next. What each holds: docs/worker.md.
 * `type` is the index in OBJECT_TYPES, so that `ORDER BY type` is the order of upload.
 * `kind`: 0 upsert, 1 delete. `state` of a version: see version-state.ts.
 */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    'CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
    `CREATE TABLE devices (no INTEGER PRIMARY KEY, device_id TEXT NOT NULL UNIQUE, name TEXT, token_hash TEXT NOT NULL,
      extension_version TEXT, created_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, revoked_at INTEGER)`,
    `CREATE TABLE enrolment_codes (code_hash TEXT PRIMARY KEY, uses_left INTEGER NOT NULL, expires_at INTEGER NOT NULL,
      note TEXT, created_at INTEGER NOT NULL) WITHOUT ROWID`,
    'CREATE TABLE profiles (version TEXT PRIMARY KEY, profile TEXT NOT NULL, facts TEXT NOT NULL, uploaded_at INTEGER NOT NULL)',
    `CREATE TABLE views (no INTEGER PRIMARY KEY, device_no INTEGER NOT NULL, view_id TEXT NOT NULL, crm_user TEXT,
      first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, UNIQUE (device_no, view_id))`,
    `CREATE TABLE batches (batch_id TEXT PRIMARY KEY, device_no INTEGER NOT NULL, received_at INTEGER NOT NULL,
      taken INTEGER NOT NULL, changed INTEGER NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE objects (no INTEGER PRIMARY KEY, type INTEGER NOT NULL, object_id TEXT NOT NULL, crm_id TEXT, page_url TEXT,
      newest INTEGER, marks TEXT NOT NULL, crm_modified INTEGER, last_sent INTEGER, in_gong_at INTEGER,
      UNIQUE (type, object_id))`,
    `CREATE TABLE versions (no INTEGER PRIMARY KEY, object_no INTEGER NOT NULL, type INTEGER NOT NULL, kind INTEGER NOT NULL,
      retires INTEGER NOT NULL DEFAULT 0, content TEXT NOT NULL, account_ref TEXT, stage_ref TEXT, owner_ref TEXT, modified INTEGER NOT NULL, sent_modified INTEGER,
      history INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL, hold INTEGER NOT NULL DEFAULT 0, hold_reason TEXT,
      approved INTEGER NOT NULL DEFAULT 0, received_at INTEGER NOT NULL, view_no INTEGER, batch_id TEXT, upload_no INTEGER,
      line_no INTEGER, settled_at INTEGER, code TEXT, reason TEXT, request_id TEXT)`,
    'CREATE INDEX versions_of_object ON versions (object_no)',
    'CREATE INDEX versions_pending ON versions (type, kind, hold, no) WHERE state = 0',
    'CREATE INDEX versions_in_flight ON versions (upload_no) WHERE state = 1',
    `CREATE TABLE view_objects (view_no INTEGER NOT NULL, object_no INTEGER NOT NULL, read_at INTEGER NOT NULL,
      PRIMARY KEY (view_no, object_no)) WITHOUT ROWID`,
    'CREATE INDEX view_objects_of_object ON view_objects (object_no)',
    `CREATE TABLE conflicts (object_no INTEGER NOT NULL, field TEXT NOT NULL, view_no INTEGER NOT NULL, value TEXT NOT NULL,
      seen_at INTEGER NOT NULL, PRIMARY KEY (object_no, field, view_no)) WITHOUT ROWID`,
    `CREATE TABLE problems (object_no INTEGER NOT NULL, field TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
      seen_at INTEGER NOT NULL, PRIMARY KEY (object_no, field, code)) WITHOUT ROWID`,
    `CREATE TABLE syncs (sync_id TEXT PRIMARY KEY, device_no INTEGER NOT NULL, first_at INTEGER NOT NULL,
      pressed_at INTEGER) WITHOUT ROWID`,
    `CREATE TABLE sync_objects (sync_id TEXT NOT NULL, object_no INTEGER NOT NULL, unchanged INTEGER NOT NULL,
      PRIMARY KEY (sync_id, object_no)) WITHOUT ROWID`,
    'CREATE INDEX sync_objects_of_object ON sync_objects (object_no)',
    `CREATE TABLE sync_uploads (sync_id TEXT NOT NULL, upload_no INTEGER NOT NULL,
      PRIMARY KEY (sync_id, upload_no)) WITHOUT ROWID`,
    `CREATE TABLE sweeps (sweep_id TEXT PRIMARY KEY, view_no INTEGER NOT NULL, type INTEGER NOT NULL, profile_version TEXT NOT NULL,
      started_at INTEGER NOT NULL, finished_at INTEGER NOT NULL, parts INTEGER NOT NULL, completed_at INTEGER) WITHOUT ROWID`,
    `CREATE TABLE sweep_parts (sweep_id TEXT NOT NULL, part INTEGER NOT NULL, object_ids TEXT NOT NULL,
      PRIMARY KEY (sweep_id, part))`,
    `CREATE TABLE misses (view_no INTEGER NOT NULL, object_no INTEGER NOT NULL, sweeps INTEGER NOT NULL, since INTEGER NOT NULL,
      PRIMARY KEY (view_no, object_no)) WITHOUT ROWID`,
    'CREATE INDEX misses_of_object ON misses (object_no)',
    `CREATE TABLE uploads (no INTEGER PRIMARY KEY AUTOINCREMENT, client_request_id TEXT NOT NULL UNIQUE, integration_id TEXT NOT NULL,
      type INTEGER NOT NULL, kind INTEGER NOT NULL, purpose TEXT NOT NULL, state TEXT NOT NULL, gong_status TEXT,
      records INTEGER NOT NULL, bytes INTEGER NOT NULL, frozen_at INTEGER NOT NULL, sent_at INTEGER, accepted_at INTEGER,
      next_at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, polls INTEGER NOT NULL DEFAULT 0, unknowns INTEGER NOT NULL DEFAULT 0,
      request_id TEXT, trace_id TEXT, success_count INTEGER, error_count INTEGER, settled_at INTEGER, note TEXT,
      resend_of INTEGER, cause TEXT, depth INTEGER NOT NULL DEFAULT 0)`,
    "CREATE INDEX uploads_open ON uploads (no) WHERE state IN ('frozen', 'unsure', 'accepted')",
    'CREATE TABLE upload_lines (pos INTEGER PRIMARY KEY, version_no INTEGER NOT NULL, line TEXT NOT NULL)',
    `CREATE TABLE gong_calls (no INTEGER PRIMARY KEY, at INTEGER NOT NULL, operation TEXT NOT NULL, client_request_id TEXT,
      status INTEGER, outcome TEXT, request_id TEXT, trace_id TEXT, ms INTEGER)`,
    'CREATE INDEX gong_calls_at ON gong_calls (at)',
  ],
  [
    `CREATE TABLE sweep_leases (type INTEGER PRIMARY KEY, device_no INTEGER, sweep_id TEXT, pages_done INTEGER NOT NULL DEFAULT 0,
      progress_at INTEGER NOT NULL DEFAULT 0, finished_by INTEGER, finished_at INTEGER)`,
    `CREATE TABLE page_grants (grant_id TEXT PRIMARY KEY, device_no INTEGER NOT NULL, at INTEGER NOT NULL, wanted INTEGER NOT NULL,
      pages INTEGER NOT NULL, returned INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID`,
    'CREATE INDEX page_grants_at ON page_grants (at, device_no, pages)',
    'CREATE TABLE object_history (object_no INTEGER PRIMARY KEY, taken_to INTEGER NOT NULL)',
  ],
  OFFICE_TABLES,
  // Narrower rows for what every batch writes: numbers instead of UUIDs, marks in columns.
  [
    'ALTER TABLE objects ADD COLUMN proved_by INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE objects ADD COLUMN proved_modified INTEGER',
    'ALTER TABLE objects ADD COLUMN own_marks TEXT',
    `UPDATE objects SET proved_by = marks ->> '$.base[0]', proved_modified = marks ->> '$.base[1]', own_marks = NULLIF(marks -> '$.own', '{}')`,
    'ALTER TABLE objects DROP COLUMN marks',
    `CREATE TABLE numbered_batches (no INTEGER PRIMARY KEY, batch_id TEXT NOT NULL UNIQUE, device_no INTEGER NOT NULL, received_at INTEGER NOT NULL,
      taken INTEGER NOT NULL, changed INTEGER NOT NULL)`,
    `INSERT INTO numbered_batches (batch_id, device_no, received_at, taken, changed)
      SELECT batch_id, device_no, received_at, taken, changed FROM batches ORDER BY received_at`,
    'DROP TABLE batches',
    'ALTER TABLE numbered_batches RENAME TO batches',
    'CREATE INDEX batches_of_device ON batches (device_no, received_at)',
    'ALTER TABLE versions ADD COLUMN batch_no INTEGER',
    'UPDATE versions SET batch_no = (SELECT b.no FROM batches b WHERE b.batch_id = versions.batch_id) WHERE batch_id IS NOT NULL',
    'ALTER TABLE versions DROP COLUMN batch_id',
    // What a record names stands in its content already; it is looked up when the version is judged.
    'ALTER TABLE versions DROP COLUMN account_ref',
    'ALTER TABLE versions DROP COLUMN stage_ref',
    'ALTER TABLE versions DROP COLUMN owner_ref',
    "ALTER TABLE versions ADD COLUMN account_ref TEXT AS (NULLIF(content ->> 'accountId', '')) VIRTUAL",
    "ALTER TABLE versions ADD COLUMN stage_ref TEXT AS (NULLIF(content ->> 'stage', '')) VIRTUAL",
    "ALTER TABLE versions ADD COLUMN owner_ref TEXT AS (NULLIF(content ->> 'ownerId', '')) VIRTUAL",
    `CREATE TABLE numbered_syncs (no INTEGER PRIMARY KEY, sync_id TEXT NOT NULL UNIQUE, device_no INTEGER NOT NULL, first_at INTEGER NOT NULL,
      pressed_at INTEGER)`,
    'INSERT INTO numbered_syncs (sync_id, device_no, first_at, pressed_at) SELECT sync_id, device_no, first_at, pressed_at FROM syncs ORDER BY first_at',
    'DROP TABLE syncs',
    'ALTER TABLE numbered_syncs RENAME TO syncs',
    `CREATE TABLE numbered_sync_objects (sync_no INTEGER NOT NULL, object_no INTEGER NOT NULL, unchanged INTEGER NOT NULL,
      PRIMARY KEY (sync_no, object_no)) WITHOUT ROWID`,
    'INSERT INTO numbered_sync_objects SELECT s.no, o.object_no, o.unchanged FROM sync_objects o JOIN syncs s ON s.sync_id = o.sync_id',
    'DROP TABLE sync_objects',
    'ALTER TABLE numbered_sync_objects RENAME TO sync_objects',
    'CREATE INDEX sync_objects_changed ON sync_objects (object_no) WHERE unchanged = 0',
    'CREATE TABLE numbered_sync_uploads (sync_no INTEGER NOT NULL, upload_no INTEGER NOT NULL, PRIMARY KEY (sync_no, upload_no)) WITHOUT ROWID',
    'INSERT INTO numbered_sync_uploads SELECT s.no, u.upload_no FROM sync_uploads u JOIN syncs s ON s.sync_id = u.sync_id',
    'DROP TABLE sync_uploads',
    'ALTER TABLE numbered_sync_uploads RENAME TO sync_uploads',
    // No line is longer than a batch.
    'ALTER TABLE uploads ADD COLUMN longest INTEGER NOT NULL DEFAULT 1000000',
  ],
  ERASURE_TABLES,
  ['ALTER TABLE rollout_devices ADD COLUMN no_login TEXT'],
  // Which fields a content has, as a number (field-shape.ts); NULL where it was not noted.
  [
    'ALTER TABLE versions ADD COLUMN shape INTEGER',
    // SQLite works generated columns out whenever it writes a row, also those that it does not store.
    'ALTER TABLE versions DROP COLUMN account_ref',
    'ALTER TABLE versions DROP COLUMN stage_ref',
    'ALTER TABLE versions DROP COLUMN owner_ref',
    // When the newest evidence of a deletion was read, by the Worker's clock.
    'ALTER TABLE objects ADD COLUMN gone_at INTEGER',
    // What the judgement of deletions counts, again and again while one waits.
    'CREATE INDEX objects_in_gong ON objects (type) WHERE in_gong_at IS NOT NULL',
    'CREATE INDEX versions_deleting ON versions (type, state, settled_at) WHERE kind = 1',
  ],
];

/** Brings the ledger's tables up to date; safe to call at every start. */
export function migrate(db: Db): void {
  migrateTo(db, MIGRATIONS.length);
}

/** The first `steps` migrations only: for tests of the later ones. */
export function migrateTo(db: Db, steps: number): void {
  db.run('CREATE TABLE IF NOT EXISTS migrations (step INTEGER PRIMARY KEY)');
  const done = db.get<{ step: number | null }>('SELECT MAX(step) AS step FROM migrations')?.step ?? 0;
  for (const [index, statements] of MIGRATIONS.slice(0, steps).entries()) {
    const step = index + 1;
    if (step <= done) continue;
    db.transaction(() => {
      for (const statement of statements) db.run(statement);
      db.run('INSERT INTO migrations (step) VALUES (?)', step);
    });
  }
}
