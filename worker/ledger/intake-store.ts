import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';
import type { Marks } from './compose.ts';
import type { Db } from './db.ts';
import { type PENDING, type REJECTED, SUPERSEDED, typeNumber, UPSERT } from './version-state.ts';

/** An object as a batch finds it, and as it becomes while the batch is taken in. Times in ms. */
export interface KnownObject {
  readonly no: number;
  readonly type: number;
  readonly objectId: string;
  crmId: string | null;
  pageUrl: string | null;
  marks: Marks | null;
  crmModified: number | null;
  newest: number | null;
  kind: number;
  state: number;
  content: Readonly<Record<string, FieldValue>> | null;
  /** The last complete sweep of this view has missed it. */
  nominated: boolean;
  /** When this view has last read it. */
  lastRead: number | null;
  /** The newest version deletes or retires it, on evidence that was read then (the Worker's clock); null while it is there. */
  goneAt: number | null;
  readonly isNew: boolean;
  dirty: boolean;
}

/** A version that the batch makes. */
export interface NewVersion {
  readonly no: number;
  readonly object: number;
  readonly type: number;
  readonly kind: number;
  readonly retires: boolean;
  readonly content: Readonly<Record<string, FieldValue>>;
  readonly modified: number;
  /** 1: an older state of the object, sent with its own date. 2: the newest once more, after such. */
  readonly history: 0 | 1 | 2;
  state: typeof PENDING | typeof REJECTED | typeof SUPERSEDED;
  readonly code: string | null;
  readonly reason: string | null;
}

const NO_MARKS: Marks['own'] = {};

/** What the ledger knows of the objects that a batch names, by `TYPE:objectId`. */
export function loadObjects(db: Db, readings: readonly Reading[], viewNo: number): Map<string, KnownObject> {
  const ids = new Map<ObjectType, string[]>();
  for (const { objectType, objectId } of readings) {
    const list = ids.get(objectType);
    if (list) list.push(objectId);
    else ids.set(objectType, [objectId]);
  }
  const known = new Map<string, KnownObject>();
  for (const [type, list] of ids) {
    const rows = db.all<{
      no: number;
      object_id: string;
      crm_id: string | null;
      page_url: string | null;
      proved_by: number;
      proved_modified: number | null;
      own_marks: string | null;
      crm_modified: number | null;
      newest: number | null;
      kind: number | null;
      state: number | null;
      content: string | null;
      last_read: number | null;
      nominated: number | null;
      gone_at: number | null;
      retires: number | null;
    }>(
      `SELECT o.no, o.object_id, o.crm_id, o.page_url, o.proved_by, o.proved_modified, o.own_marks, o.crm_modified, o.newest, o.gone_at, v.kind, v.state, v.content,
         v.retires, w.read_at AS last_read, m.sweeps AS nominated
       FROM json_each(?1) j CROSS JOIN objects o ON o.type = ?3 AND o.object_id = j.value LEFT JOIN versions v ON v.no = o.newest
         LEFT JOIN view_objects w ON w.view_no = ?2 AND w.object_no = o.no LEFT JOIN misses m ON m.view_no = ?2 AND m.object_no = o.no`,
      JSON.stringify(list),
      viewNo,
      typeNumber(type),
    );
    for (const row of rows) {
      known.set(`${type}:${row.object_id}`, {
        no: row.no,
        type: typeNumber(type),
        objectId: row.object_id,
        crmId: row.crm_id,
        pageUrl: row.page_url,
        marks: {
          base: [row.proved_by, row.proved_modified],
          own: row.own_marks === null ? NO_MARKS : (JSON.parse(row.own_marks) as Marks['own']),
        },
        crmModified: row.crm_modified,
        newest: row.newest,
        kind: row.kind ?? UPSERT,
        state: row.state ?? SUPERSEDED,
        content: row.content === null ? null : (JSON.parse(row.content) as Record<string, FieldValue>),
        nominated: row.nominated !== null,
        lastRead: row.last_read,
        goneAt: row.retires === 1 ? row.gone_at : null,
        isNew: false,
        dirty: false,
      });
    }
  }
  return known;
}
