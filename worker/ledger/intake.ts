import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Batch } from '../../shared/protocol/messages.ts';
import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';
import { compose, type Marks } from './compose.ts';
import type { Db } from './db.ts';
import { refusalOf } from './refusal.ts';
import { CONFIRMED, DELETE, FREE, PENDING, REJECTED, SUPERSEDED, typeNumber, UPSERT, WAITS } from './version-state.ts';
import { touchSync, touchView } from './views-table.ts';

/** What the ledger must know of the world to take a batch in. */
export interface IntakeContext {
  readonly now: number;
  readonly deviceNo: number;
  /** Whether this CRM tells a deleted record from a hidden one. */
  readonly tellsGone: (type: ObjectType) => boolean;
}

export interface TakenBatch {
  readonly taken: number;
  readonly changed: number;
}

/** Fields of a deal whose every change is sent, not only the last (design: versions). */
const TRACKED = ['stage', 'status', 'amount', 'closeDate'] as const;
/** A CRM date so far ahead of the Worker's clock is not believed. */
const AHEAD_MS = 5 * 60 * 1000;

interface Known {
  no: number;
  type: number;
  objectId: string;
  crmId: string | null;
  pageUrl: string | null;
  marks: Marks | null;
  crmModified: number | null;
  readAt: number;
  newest: number | null;
  kind: number;
  state: number;
  content: Record<string, FieldValue> | null;
  nominated: boolean;
  dirty: boolean;
  isNew: boolean;
}

interface NewVersion {
  no: number;
  object: number;
  type: number;
  kind: number;
  retires: number;
  content: string;
  account: FieldValue;
  stage: FieldValue;
  owner: FieldValue;
  modified: number;
  state: number;
  hold: number;
  reason: string | null;
  code: string | null;
  words: string | null;
  settled: number | null;
}

/**
 * Takes a batch in, in one transaction; the same batch id again answers as the first time and changes nothing.
 */
export function takeBatch(db: Db, batch: Batch, context: IntakeContext): TakenBatch {
  const { now, deviceNo } = context;
  return db.transaction(() => {
    const before = db.get<TakenBatch>('SELECT taken, changed FROM batches WHERE batch_id = ?', batch.batchId);
    if (before !== undefined) return { taken: before.taken, changed: before.changed };
    const viewNo = touchView(db, deviceNo, batch.view, now);
    const known = loadKnown(db, batch.readings, viewNo);
    let nextObject = (db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM objects')?.no ?? 0) + 1;
    let nextVersion = (db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM versions')?.no ?? 0) + 1;

    const versions: NewVersion[] = [];
    const fresh = new Map<number, NewVersion>();
    const superseded: number[] = [];
    const conflicts: [object: number, field: string, value: string][] = [];
    const problems: [object: number, field: string, code: string, message: string][] = [];
    const read = new Map<number, number>();
    const syncObjects = new Map<number, number>();
    let changedCount = 0;

    const supersede = (object: Known) => {
      if (object.newest === null || object.state !== PENDING) return;
      const own = fresh.get(object.newest);
      if (own) own.state = SUPERSEDED;
      else superseded.push(object.newest);
    };
    const add = (
      object: Known,
      kind: number,
      content: Record<string, FieldValue>,
      modified: number,
      retires: boolean,
    ) => {
      const refusal = kind === UPSERT ? refusalOf(object.type, content) : null;
      // Whatever is new waits until the next cycle has judged it.
      const hold = refusal === null ? WAITS : FREE;
      const version: NewVersion = {
        no: nextVersion,
        object: object.no,
        type: object.type,
        kind,
        retires: retires ? 1 : 0,
        content: JSON.stringify(content),
        account: content['accountId'] ?? null,
        stage: content['stage'] ?? null,
        owner: content['ownerId'] ?? null,
        modified,
        state: refusal === null ? PENDING : REJECTED,
        hold,
        reason: hold === WAITS ? 'unjudged' : null,
        code: refusal?.code ?? null,
        words: refusal?.reason ?? null,
        settled: refusal === null ? null : now,
      };
      nextVersion += 1;
      changedCount += 1;
      versions.push(version);
      fresh.set(version.no, version);
      object.newest = version.no;
      object.kind = kind;
      object.state = version.state;
      object.content = content;
      object.dirty = true;
    };

    for (const reading of batch.readings) {
      const key = `${reading.objectType}:${reading.objectId}`;
      let object = known.get(key);
      const readAt = Date.parse(reading.readAt);
      if (reading.presence !== 'present') {
        if (object === undefined || object.newest === null) continue;
        if (
          reading.presence === 'gone' &&
          context.tellsGone(reading.objectType) &&
          object.nominated &&
          object.kind === UPSERT
        ) {
          retire(object, reading.objectType, now, supersede, add);
          if (batch.syncId !== null) syncObjects.set(object.no, 0);
        }
        continue;
      }
      if (object === undefined) {
        object = {
          no: nextObject,
          type: typeNumber(reading.objectType),
          objectId: reading.objectId,
          crmId: null,
          pageUrl: null,
          marks: null,
          crmModified: null,
          readAt,
          newest: null,
          kind: UPSERT,
          state: SUPERSEDED,
          content: null,
          nominated: false,
          dirty: true,
          isNew: true,
        };
        nextObject += 1;
        known.set(key, object);
      }
      const current = object;
      const { modifiedDate, ...fields } = reading.fields;
      const stated = typeof modifiedDate === 'string' ? Date.parse(modifiedDate) : Number.NaN;
      const ahead = stated > now + AHEAD_MS;
      const crmModified = Number.isNaN(stated) || ahead ? null : stated;
      if (ahead)
        problems.push([current.no, 'modifiedDate', 'date-ahead', `${modifiedDate} is ahead of the bridge’s clock.`]);
      for (const { field, code, message } of reading.problems) problems.push([current.no, field ?? '', code, message]);

      const composition = compose(
        current.content !== null && current.marks !== null ? { fields: current.content, marks: current.marks } : null,
        fields,
        [viewNo, crmModified, readAt],
        (view) =>
          db.get<{ read_at: number }>(
            'SELECT read_at FROM view_objects WHERE view_no = ? AND object_no = ?',
            view,
            current.no,
          )?.read_at ?? null,
      );
      for (const { field, value } of composition.conflicts) conflicts.push([current.no, field, JSON.stringify(value)]);
      const pageUrl = reading.pageUrl ?? (typeof fields['url'] === 'string' ? fields['url'] : null);
      const crmId = reading.crmId ?? null;
      if (JSON.stringify(composition.marks) !== JSON.stringify(current.marks)) current.dirty = true;
      if (pageUrl !== null && pageUrl !== current.pageUrl) [current.pageUrl, current.dirty] = [pageUrl, true];
      if (crmId !== null && crmId !== current.crmId) [current.crmId, current.dirty] = [crmId, true];
      if (crmModified !== null && (current.crmModified === null || crmModified > current.crmModified)) {
        [current.crmModified, current.dirty] = [crmModified, true];
      }
      if (readAt > current.readAt) [current.readAt, current.dirty] = [readAt, true];
      current.marks = composition.marks;
      read.set(current.no, readAt);

      const returns =
        current.kind === DELETE || (current.content?.['isActive'] === false && composition.fields['isActive'] === true);
      if (composition.changed || returns || current.newest === null) {
        if (current.newest !== null && current.state === PENDING && !keepsFormer(current, composition.fields))
          supersede(current);
        add(current, UPSERT, { ...composition.fields }, crmModified ?? now, false);
        if (batch.syncId !== null) syncObjects.set(current.no, 0);
      } else if (batch.syncId !== null) {
        const unchanged = current.state === CONFIRMED ? 1 : 0;
        syncObjects.set(current.no, Math.min(unchanged, syncObjects.get(current.no) ?? 1));
      }
      current.nominated = false;
    }

    write(db, { known, versions, superseded, conflicts, problems, read, viewNo, batch, now });
    if (batch.syncId !== null) {
      touchSync(db, batch.syncId, deviceNo, now, false);
      db.run(
        `INSERT INTO sync_objects (sync_id, object_no, unchanged)
         SELECT ?1, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?2) WHERE true
         ON CONFLICT (sync_id, object_no) DO UPDATE SET unchanged = MIN(unchanged, excluded.unchanged)`,
        batch.syncId,
        JSON.stringify([...syncObjects]),
      );
    }
    const answer = { taken: batch.readings.length, changed: changedCount };
    db.run(
      'INSERT INTO batches (batch_id, device_no, received_at, taken, changed) VALUES (?, ?, ?, ?, ?)',
      batch.batchId,
      deviceNo,
      now,
      answer.taken,
      answer.changed,
    );
    return answer;
  });
}

/** Whether the pending version is sent too because it shows a step of the deal's way. */
function keepsFormer(object: Known, next: Readonly<Record<string, FieldValue>>): boolean {
  if (object.kind === DELETE || object.type !== typeNumber('DEAL')) return false;
  return TRACKED.some((field) => (object.content?.[field] ?? null) !== (next[field] ?? null));
}

/** A record that is gone: `isDeleted`, or for a stage `isActive: false`, so that old deals keep it. */
function retire(
  object: Known,
  type: ObjectType,
  now: number,
  supersede: (object: Known) => void,
  add: (object: Known, kind: number, content: Record<string, FieldValue>, modified: number, retires: boolean) => void,
): void {
  const content = object.content ?? {};
  if (type === 'STAGE') {
    if (content['isActive'] === false) return;
    supersede(object);
    add(object, UPSERT, { ...content, isActive: false }, now, true);
    return;
  }
  supersede(object);
  add(object, DELETE, content, now, true);
}

function loadKnown(db: Db, readings: readonly Reading[], viewNo: number): Map<string, Known> {
  const rows = db.all<{
    no: number;
    type: number;
    object_id: string;
    crm_id: string | null;
    page_url: string | null;
    marks: string;
    crm_modified: number | null;
    read_at: number;
    newest: number | null;
    kind: number | null;
    state: number | null;
    content: string | null;
    nominated: number;
    name: string;
  }>(
    `SELECT DISTINCT o.no, o.type, o.object_id, o.crm_id, o.page_url, o.marks, o.crm_modified, o.read_at, o.newest, v.kind, v.state, v.content,
       json_extract(j.value, '$[2]') AS name,
       EXISTS (SELECT 1 FROM misses m WHERE m.view_no = ?2 AND m.object_no = o.no) AS nominated
     FROM json_each(?1) j JOIN objects o ON o.type = json_extract(j.value, '$[0]') AND o.object_id = json_extract(j.value, '$[1]')
     LEFT JOIN versions v ON v.no = o.newest`,
    JSON.stringify(readings.map(({ objectType, objectId }) => [typeNumber(objectType), objectId, objectType])),
    viewNo,
  );
  return new Map(
    rows.map((row) => [
      `${row.name}:${row.object_id}`,
      {
        no: row.no,
        type: row.type,
        objectId: row.object_id,
        crmId: row.crm_id,
        pageUrl: row.page_url,
        marks: JSON.parse(row.marks) as Marks,
        crmModified: row.crm_modified,
        readAt: row.read_at,
        newest: row.newest,
        kind: row.kind ?? UPSERT,
        state: row.state ?? SUPERSEDED,
        content: row.content === null ? null : (JSON.parse(row.content) as Record<string, FieldValue>),
        nominated: row.nominated === 1,
        dirty: false,
        isNew: false,
      },
    ]),
  );
}

interface Writes {
  readonly known: ReadonlyMap<string, Known>;
  readonly versions: readonly NewVersion[];
  readonly superseded: readonly number[];
  readonly conflicts: readonly (readonly [number, string, string])[];
  readonly problems: readonly (readonly [number, string, string, string])[];
  readonly read: ReadonlyMap<number, number>;
  readonly viewNo: number;
  readonly batch: Batch;
  readonly now: number;
}

/** All writes of a batch, one statement a table: row by row costs three times as much. */
function write(db: Db, writes: Writes): void {
  const { known, versions, superseded, conflicts, problems, read, viewNo, batch, now } = writes;
  const objects = [...known.values()].filter(({ dirty }) => dirty);
  if (superseded.length > 0) {
    db.run(
      `UPDATE versions SET state = ${SUPERSEDED}, settled_at = ?1, hold = 0, hold_reason = NULL
       WHERE no IN (SELECT value FROM json_each(?2)) AND state = ${PENDING}`,
      now,
      JSON.stringify(superseded),
    );
  }
  if (versions.length > 0) {
    db.run(
      `INSERT INTO versions (no, object_no, type, kind, content, account_ref, stage_ref, owner_ref, modified, state, hold, hold_reason, code, reason,
         settled_at, retires, received_at, view_no, batch_id)
       SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
         json_extract(value, '$[4]'), json_extract(value, '$[5]'), json_extract(value, '$[6]'), json_extract(value, '$[7]'),
         json_extract(value, '$[8]'), json_extract(value, '$[9]'), json_extract(value, '$[10]'), json_extract(value, '$[11]'),
         json_extract(value, '$[12]'), json_extract(value, '$[13]'), json_extract(value, '$[14]'), json_extract(value, '$[15]'), ?2, ?3, ?4
       FROM json_each(?1)`,
      JSON.stringify(
        versions.map((v) => [
          v.no,
          v.object,
          v.type,
          v.kind,
          v.content,
          v.account,
          v.stage,
          v.owner,
          v.modified,
          v.state,
          v.hold,
          v.reason,
          v.code,
          v.words,
          v.settled ?? (v.state === SUPERSEDED ? now : null),
          v.retires,
        ]),
      ),
      now,
      viewNo,
      batch.batchId,
    );
  }
  if (objects.length > 0) {
    db.run(
      `INSERT INTO objects (no, type, object_id, crm_id, page_url, newest, marks, crm_modified, read_at)
       SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
         json_extract(value, '$[4]'), json_extract(value, '$[5]'), json_extract(value, '$[6]'), json_extract(value, '$[7]'),
         json_extract(value, '$[8]')
       FROM json_each(?) WHERE true
       ON CONFLICT (no) DO UPDATE SET crm_id = excluded.crm_id, page_url = excluded.page_url, newest = excluded.newest,
         marks = excluded.marks, crm_modified = excluded.crm_modified, read_at = excluded.read_at`,
      JSON.stringify(
        objects.map((o) => [
          o.no,
          o.type,
          o.objectId,
          o.crmId,
          o.pageUrl,
          o.newest,
          JSON.stringify(o.marks ?? { base: [viewNo, null, o.readAt], own: {} }),
          o.crmModified,
          o.readAt,
        ]),
      ),
    );
  }
  if (read.size > 0) {
    const seen = JSON.stringify([...read]);
    db.run(
      `INSERT INTO view_objects (view_no, object_no, read_at)
       SELECT ?1, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?2) WHERE true
       ON CONFLICT (view_no, object_no) DO UPDATE SET read_at = MAX(read_at, excluded.read_at)`,
      viewNo,
      seen,
    );
    db.run(`DELETE FROM misses WHERE object_no IN (SELECT json_extract(value, '$[0]') FROM json_each(?1))`, seen);
  }
  if (conflicts.length > 0) {
    db.run(
      `INSERT INTO conflicts (object_no, field, view_no, value, seen_at)
       SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), ?2, json_extract(value, '$[2]'), ?3 FROM json_each(?1) WHERE true
       ON CONFLICT (object_no, field, view_no) DO UPDATE SET value = excluded.value, seen_at = excluded.seen_at`,
      JSON.stringify(conflicts),
      viewNo,
      now,
    );
  }
  if (problems.length > 0) {
    db.run(
      `INSERT INTO problems (object_no, field, code, message, seen_at)
       SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'), ?2
       FROM json_each(?1) WHERE true
       ON CONFLICT (object_no, field, code) DO UPDATE SET message = excluded.message, seen_at = excluded.seen_at`,
      JSON.stringify(problems),
      now,
    );
  }
}
