import { type PerType, perType } from '../../shared/objects/object-type.ts';
import type { Held, Rejected, StatusAnswer, UploadStatus } from '../../shared/protocol/messages.ts';
import type { Db } from './db.ts';
import { CONFIRMED, DELETE, HELD, holdText, IN_FLIGHT, PENDING, REJECTED, typeName } from './version-state.ts';

type LedgerStatus = Pick<StatusAnswer, 'types' | 'sync' | 'uploads' | 'rejected' | 'held' | 'confirmedUpTo'>;

/** Driven by the device's own objects: whatever the rest of the company has waiting, a status costs what this device has sent. */
const OF_DEVICE =
  'o.no IN (SELECT w.object_no FROM view_objects w JOIN views x ON x.no = w.view_no WHERE x.device_no = ?)';
/** Rejected and held objects in one answer. */
const LISTED = 1000;

/** What has become of everything that a device has sent. */
export function deviceStatus(db: Db, deviceNo: number, syncId: string | null): LedgerStatus {
  const sync = syncId === null ? null : syncStatus(db, deviceNo, syncId);
  const { counts, oldestWaiting } = countTypes(db, deviceNo);
  const has = (what: 'rejected' | 'held') => Object.values(counts).some((count) => count[what] > 0);
  return {
    types: counts,
    sync,
    uploads: sync === null ? newestUploads(db) : syncUploads(db, sync.syncId),
    rejected: has('rejected') ? rejectedOf(db, deviceNo) : [],
    held: has('held') ? heldOf(db, deviceNo) : [],
    confirmedUpTo: confirmedUpTo(db, deviceNo, oldestWaiting),
  };
}

interface TypeCounts {
  readonly counts: StatusAnswer['types'];
  /** When the oldest came in of what is pending or in flight, in ms; null when nothing is. */
  readonly oldestWaiting: number | null;
}

function countTypes(db: Db, deviceNo: number): TypeCounts {
  const counts = perType(() => ({ waiting: 0, confirmed: 0, rejected: 0, held: 0 }));
  let oldestWaiting: number | null = null;
  const rows = db.all<{ type: number; retires: number; state: number; hold: number; n: number; oldest: number }>(
    `SELECT o.type, v.retires, v.state, v.hold, COUNT(*) AS n, MIN(v.received_at) AS oldest FROM objects o JOIN versions v ON v.no = o.newest
     WHERE ${OF_DEVICE} GROUP BY o.type, v.retires, v.state, v.hold`,
    deviceNo,
  );
  for (const { type, retires, state, hold, n, oldest } of rows) {
    const count = counts[typeName(type)];
    if (state === PENDING || state === IN_FLIGHT) {
      count.waiting += n;
      oldestWaiting = Math.min(oldestWaiting ?? oldest, oldest);
    }
    if (state === PENDING && hold === HELD) count.held += n;
    if (state === CONFIRMED && retires === 0) count.confirmed += n;
    if (state === REJECTED) count.rejected += n;
  }
  return { counts, oldestWaiting };
}

function syncStatus(db: Db, deviceNo: number, syncId: string): StatusAnswer['sync'] {
  const known = db.get<{ no: number; pressed_at: number | null }>(
    'SELECT no, pressed_at FROM syncs WHERE sync_id = ? AND device_no = ?',
    syncId,
    deviceNo,
  );
  if (known === undefined) return null;
  const zero = (): PerType<number> => perType(() => 0);
  const [unchanged, confirmed, deleted, waiting] = [zero(), zero(), zero(), zero()];
  let moving = 0;
  const rows = db.all<{ type: number; same: number; state: number; hold: number; retired: number; n: number }>(
    `SELECT o.type, so.unchanged AS same, v.state, v.hold, v.retires AS retired, COUNT(*) AS n
     FROM sync_objects so JOIN objects o ON o.no = so.object_no JOIN versions v ON v.no = o.newest
     WHERE so.sync_no = ? GROUP BY 1, 2, 3, 4, 5`,
    known.no,
  );
  for (const { type, same, state, hold, retired, n } of rows) {
    const name = typeName(type);
    if (same === 1) unchanged[name] += n;
    else if (state === CONFIRMED) (retired === 1 ? deleted : confirmed)[name] += n;
    else if (state === PENDING || state === IN_FLIGHT) {
      waiting[name] += n;
      if (state === IN_FLIGHT || hold !== HELD) moving += n;
    }
  }
  return { syncId, settled: known.pressed_at !== null && moving === 0, unchanged, confirmed, deleted, waiting };
}

interface UploadRow {
  client_request_id: string;
  type: number;
  kind: number;
  state: string;
  gong_status: string | null;
  records: number;
  bytes: number;
  frozen_at: number;
  sent_at: number | null;
  settled_at: number | null;
}

const UPLOAD_COLUMNS =
  'u.client_request_id, u.type, u.kind, u.state, u.gong_status, u.records, u.bytes, u.frozen_at, u.sent_at, u.settled_at';

function newestUploads(db: Db): UploadStatus[] {
  return db
    .all<UploadRow>(`SELECT ${UPLOAD_COLUMNS} FROM uploads u ORDER BY u.no DESC LIMIT 50`)
    .map(uploadStatus)
    .reverse();
}

function syncUploads(db: Db, syncId: string): UploadStatus[] {
  return db
    .all<UploadRow>(
      `SELECT ${UPLOAD_COLUMNS} FROM syncs y JOIN sync_uploads s ON s.sync_no = y.no JOIN uploads u ON u.no = s.upload_no WHERE y.sync_id = ? ORDER BY u.no`,
      syncId,
    )
    .map(uploadStatus);
}

const GONG_WORDS = ['PENDING', 'IN_PROGRESS', 'DONE', 'FAILED'] as const;

function uploadStatus(row: UploadRow): UploadStatus {
  const word = GONG_WORDS.find((name) => name === row.gong_status);
  const status = row.state === 'refused' ? 'REFUSED' : (word ?? (row.state === 'accepted' ? 'PENDING' : 'SENDING'));
  return {
    clientRequestId: row.client_request_id,
    objectType: typeName(row.type),
    kind: row.kind === DELETE ? 'delete' : 'upsert',
    status,
    records: row.records,
    bytes: row.bytes,
    sentAt: iso(row.sent_at ?? row.frozen_at),
    settledAt: row.settled_at === null ? null : iso(row.settled_at),
  };
}

function rejectedOf(db: Db, deviceNo: number): Rejected[] {
  return db
    .all<{ type: number; object_id: string; code: string | null; reason: string | null; page_url: string | null }>(
      `SELECT o.type, o.object_id, v.code, v.reason, o.page_url FROM objects o JOIN versions v ON v.no = o.newest
       WHERE v.state = ${REJECTED} AND ${OF_DEVICE} ORDER BY o.type, o.no LIMIT ${LISTED}`,
      deviceNo,
    )
    .map(({ type, object_id, code, reason, page_url }) => ({
      objectType: typeName(type),
      objectId: object_id,
      code: code ?? 'gong-rejected-record',
      reason: reason ?? '',
      url: page_url,
    }));
}

function heldOf(db: Db, deviceNo: number): Held[] {
  return db
    .all<{ type: number; object_id: string; hold_reason: string | null }>(
      `SELECT o.type, o.object_id, v.hold_reason FROM objects o JOIN versions v ON v.no = o.newest
       WHERE v.state = ${PENDING} AND v.hold = ${HELD} AND ${OF_DEVICE}
       ORDER BY o.type, o.no LIMIT ${LISTED}`,
      deviceNo,
    )
    .map(({ type, object_id, hold_reason }) => ({
      objectType: typeName(type),
      objectId: object_id,
      reason: holdText(hold_reason),
    }));
}

/** The moment up to which all that the device has sent is confirmed (or rejected); null when it has sent nothing. */
function confirmedUpTo(db: Db, deviceNo: number, oldestWaiting: number | null): string | null {
  const last =
    db.get<{ at: number | null }>('SELECT MAX(received_at) AS at FROM batches WHERE device_no = ?', deviceNo)?.at ??
    null;
  return last === null ? null : iso(oldestWaiting === null ? last : oldestWaiting - 1);
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
