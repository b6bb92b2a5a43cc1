import type * as z from 'zod';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { StoryAnswer, statesAnswerSchema } from '../../shared/protocol/messages.ts';
import type { Db } from './db.ts';
import { iso } from './status.ts';
import { CONFIRMED, DELETE, holdText, STATE_NAMES, typeNumber } from './version-state.ts';

export type ObjectState = z.infer<typeof statesAnswerSchema>['states'][number];

/** What became of the newest version of each asked object, in asking order. Objects that the device has not sent are `unknown`. */
export function objectStates(
  db: Db,
  deviceNo: number,
  objects: readonly { readonly objectType: ObjectType; readonly objectId: string }[],
): ObjectState[] {
  const rows = db.all<{
    i: number;
    state: number;
    retires: number;
    settled_at: number | null;
    reason: string | null;
    hold_reason: string | null;
  }>(
    `SELECT j.key AS i, v.state, v.retires, v.settled_at, v.reason, v.hold_reason
     FROM json_each(?1) j JOIN objects o ON o.type = json_extract(j.value, '$[0]') AND o.object_id = json_extract(j.value, '$[1]')
       JOIN versions v ON v.no = o.newest
     WHERE EXISTS (SELECT 1 FROM view_objects w JOIN views x ON x.no = w.view_no WHERE x.device_no = ?2 AND w.object_no = o.no)`,
    JSON.stringify(objects.map(({ objectType, objectId }) => [typeNumber(objectType), objectId])),
    deviceNo,
  );
  const found = new Map(rows.map((row) => [row.i, row]));
  return objects.map(({ objectType, objectId }, index) => {
    const row = found.get(index);
    if (row === undefined) return { objectType, objectId, state: 'unknown', confirmedAt: null, reason: null };
    const confirmed = row.state === CONFIRMED;
    const name = STATE_NAMES[row.state];
    return {
      objectType,
      objectId,
      state:
        confirmed && row.retires === 1 ? 'deleted' : name === undefined || name === 'superseded' ? 'unknown' : name,
      confirmedAt: confirmed && row.settled_at !== null ? iso(row.settled_at) : null,
      reason: row.reason ?? (row.hold_reason === null ? null : holdText(row.hold_reason)),
    };
  });
}

/** What became of each version of an object that this device has sent; null for any other: nobody learns what others see. */
export function deviceStory(db: Db, deviceNo: number, type: ObjectType, objectId: string): StoryAnswer | null {
  const sent = db.get(
    `SELECT 1 FROM objects o JOIN view_objects w ON w.object_no = o.no JOIN views x ON x.no = w.view_no
     WHERE o.type = ? AND o.object_id = ? AND x.device_no = ? LIMIT 1`,
    typeNumber(type),
    objectId,
    deviceNo,
  );
  const story = sent === undefined ? null : objectStory(db, type, objectId);
  if (story === null) return null;
  return {
    inGongSince: story.inGongSince,
    versions: story.versions.map((version) => ({
      version: version.version,
      kind: version.kind,
      state: version.state,
      modifiedDate: version.sentModifiedDate ?? version.modifiedDate,
      receivedAt: version.receivedAt,
      sentAt: version.sentAt,
      settledAt: version.settledAt,
      clientRequestId: version.clientRequestId,
      gongStatus: version.gongStatus,
      held: version.held,
      reason: version.reason,
    })),
  };
}

/** Everything that happened to one object, for IT: "did deal 4711 reach Gong, and when?" Without field values. */
export interface ObjectStory {
  readonly objectType: ObjectType;
  readonly objectId: string;
  readonly crmId: string | null;
  readonly url: string | null;
  readonly inGong: boolean;
  readonly inGongSince: string | null;
  /** When a person has asked for its erasure, and when that was done; null while nobody has. */
  readonly erasure: { readonly askedAt: string; readonly doneAt: string | null } | null;
  readonly versions: readonly {
    readonly version: number;
    readonly kind: 'upsert' | 'delete';
    readonly state: (typeof STATE_NAMES)[number];
    readonly modifiedDate: string;
    readonly sentModifiedDate: string | null;
    readonly receivedAt: string;
    readonly device: string | null;
    readonly clientRequestId: string | null;
    readonly line: number | null;
    readonly gongStatus: string | null;
    readonly gongRequestId: string | null;
    readonly sentAt: string | null;
    readonly settledAt: string | null;
    readonly held: string | null;
    readonly code: string | null;
    readonly reason: string | null;
  }[];
  readonly problems: readonly {
    readonly field: string;
    readonly code: string;
    readonly message: string;
    readonly seenAt: string;
  }[];
  readonly conflicts: readonly { readonly field: string; readonly crmUser: string | null; readonly seenAt: string }[];
}

/** The story of an object, newest version first; null when the ledger has never heard of it. */
export function objectStory(db: Db, type: ObjectType, objectId: string): ObjectStory | null {
  const object = db.get<{ no: number; crm_id: string | null; page_url: string | null; in_gong_at: number | null }>(
    'SELECT no, crm_id, page_url, in_gong_at FROM objects WHERE type = ? AND object_id = ?',
    typeNumber(type),
    objectId,
  );
  if (object === undefined) return null;
  const versions = db.all<{
    no: number;
    kind: number;
    state: number;
    modified: number;
    sent_modified: number | null;
    received_at: number;
    device_id: string | null;
    client_request_id: string | null;
    line_no: number | null;
    gong_status: string | null;
    request_id: string | null;
    sent_at: number | null;
    settled_at: number | null;
    hold_reason: string | null;
    code: string | null;
    reason: string | null;
  }>(
    `SELECT v.no, v.kind, v.state, v.modified, v.sent_modified, v.received_at, d.device_id, u.client_request_id, v.line_no, u.gong_status,
       COALESCE(v.request_id, u.request_id) AS request_id, u.sent_at, v.settled_at, v.hold_reason, v.code, v.reason
     FROM versions v LEFT JOIN views x ON x.no = v.view_no LEFT JOIN devices d ON d.no = x.device_no LEFT JOIN uploads u ON u.no = v.upload_no
     WHERE v.object_no = ? ORDER BY v.no DESC`,
    object.no,
  );
  return {
    objectType: type,
    objectId,
    crmId: object.crm_id,
    url: object.page_url,
    inGong: object.in_gong_at !== null,
    inGongSince: object.in_gong_at === null ? null : iso(object.in_gong_at),
    erasure: erasureOf(db, type, objectId),
    versions: versions.map((v) => ({
      version: v.no,
      kind: v.kind === DELETE ? 'delete' : 'upsert',
      state: STATE_NAMES[v.state] ?? 'superseded',
      modifiedDate: iso(v.modified),
      sentModifiedDate: v.sent_modified === null ? null : iso(v.sent_modified),
      receivedAt: iso(v.received_at),
      device: v.device_id,
      clientRequestId: v.client_request_id,
      line: v.line_no,
      gongStatus: v.gong_status,
      gongRequestId: v.request_id,
      sentAt: v.sent_at === null ? null : iso(v.sent_at),
      settledAt: v.settled_at === null ? null : iso(v.settled_at),
      held: v.hold_reason === null ? null : holdText(v.hold_reason),
      code: v.code,
      reason: v.reason,
    })),
    problems: db
      .all<{ field: string; code: string; message: string; seen_at: number }>(
        'SELECT field, code, message, seen_at FROM problems WHERE object_no = ? ORDER BY field',
        object.no,
      )
      .map(({ seen_at, ...problem }) => ({ ...problem, seenAt: iso(seen_at) })),
    conflicts: db
      .all<{ field: string; crm_user: string | null; seen_at: number }>(
        'SELECT c.field, x.crm_user, c.seen_at FROM conflicts c LEFT JOIN views x ON x.no = c.view_no WHERE c.object_no = ? ORDER BY c.field',
        object.no,
      )
      .map(({ field, crm_user, seen_at }) => ({ field, crmUser: crm_user, seenAt: iso(seen_at) })),
  };
}

function erasureOf(db: Db, type: ObjectType, objectId: string): ObjectStory['erasure'] {
  const row = db.get<{ asked_at: number; done_at: number | null }>(
    'SELECT asked_at, done_at FROM erasures WHERE type = ? AND object_id = ?',
    typeNumber(type),
    objectId,
  );
  return row === undefined
    ? null
    : { askedAt: iso(row.asked_at), doneAt: row.done_at === null ? null : iso(row.done_at) };
}
