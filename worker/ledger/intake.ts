import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Batch } from '../../shared/protocol/messages.ts';
import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';
import { compose } from './compose.ts';
import type { Db } from './db.ts';
import { countReceipts, countSample } from './history-table.ts';
import { type KnownObject, loadObjects, type NewVersion, writeIntake } from './intake-store.ts';
import { refusalOf } from './refusal.ts';
import { CONFIRMED, DELETE, PENDING, REJECTED, SUPERSEDED, typeNumber, UPSERT } from './version-state.ts';
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

type Fields = Readonly<Record<string, FieldValue>>;

/** Fields of a deal whose every change is sent, not only the last (design: versions). */
const TRACKED = ['stage', 'status', 'amount', 'closeDate'] as const;
/** A CRM date so far ahead of the Worker's clock is not believed. */
const AHEAD_MS = 5 * 60 * 1000;
const DEAL = typeNumber('DEAL');

/** Takes a batch in, in one transaction; the same batch id again answers as the first time and changes nothing. */
export function takeBatch(db: Db, batch: Batch, context: IntakeContext): TakenBatch {
  const { now, deviceNo } = context;
  return db.transaction(() => {
    const before = db.get<TakenBatch>('SELECT taken, changed FROM batches WHERE batch_id = ?', batch.batchId);
    if (before !== undefined) return { taken: before.taken, changed: before.changed };
    const intake = new Intake(db, batch, touchView(db, deviceNo, batch.view, now), context);
    for (const reading of batch.readings) intake.take(reading);
    const changed = intake.write();
    if (batch.syncId !== null) {
      touchSync(db, batch.syncId, deviceNo, now, false);
      db.run(
        `INSERT INTO sync_objects (sync_id, object_no, unchanged) SELECT ?1, value ->> 0, value ->> 1 FROM json_each(?2) WHERE true
         ON CONFLICT (sync_id, object_no) DO UPDATE SET unchanged = MIN(unchanged, excluded.unchanged)`,
        batch.syncId,
        JSON.stringify([...intake.touched]),
      );
    }
    const taken = batch.readings.length;
    countSample(db, 'read', taken, now);
    countReceipts(
      db,
      batch.readings.map(({ readAt }) => Date.parse(readAt)),
      now,
    );
    db.run(
      'INSERT INTO batches (batch_id, device_no, received_at, taken, changed) VALUES (?, ?, ?, ?, ?)',
      batch.batchId,
      deviceNo,
      now,
      taken,
      changed,
    );
    return { taken, changed };
  });
}

/** One batch on its way in: readings are composed in memory, in order, and written at the end. */
class Intake {
  /** Object number to whether this batch found it unchanged and confirmed (1) or not (0). */
  readonly touched = new Map<number, number>();
  private readonly db: Db;
  private readonly batch: Batch;
  private readonly viewNo: number;
  private readonly context: IntakeContext;
  private readonly known: Map<string, KnownObject>;
  private readonly versions: NewVersion[] = [];
  private readonly fresh = new Map<number, NewVersion>();
  private readonly superseded: number[] = [];
  private readonly conflicts: [number, string, string][] = [];
  private readonly problems: [number, string, string, string][] = [];
  private readonly read = new Map<number, number>();
  private nextObject: number;
  private nextVersion: number;

  constructor(db: Db, batch: Batch, viewNo: number, context: IntakeContext) {
    this.db = db;
    this.batch = batch;
    this.viewNo = viewNo;
    this.context = context;
    this.known = loadObjects(db, batch.readings, viewNo);
    this.nextObject = (db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM objects')?.no ?? 0) + 1;
    this.nextVersion = (db.get<{ no: number | null }>('SELECT MAX(no) AS no FROM versions')?.no ?? 0) + 1;
  }

  take(reading: Reading): void {
    const key = `${reading.objectType}:${reading.objectId}`;
    const found = this.known.get(key);
    if (reading.presence !== 'present') {
      if (found !== undefined) this.takeAbsence(found, reading);
      return;
    }
    const object = found ?? this.newObject(key, reading);
    const readAt = Date.parse(reading.readAt);
    const { modifiedDate, ...fields } = reading.fields;
    const crmModified = this.believable(object, modifiedDate);
    for (const { field, code, message } of reading.problems)
      this.problems.push([object.no, field ?? '', code, message]);
    const known =
      object.content !== null && object.marks !== null ? { fields: object.content, marks: object.marks } : null;
    const composition = compose(known, fields, {
      mark: [this.viewNo, crmModified],
      readAt,
      lastReadBy: (view) => (view === this.viewNo ? object.lastRead : this.lastReadBy(view, object.no)),
    });
    for (const { field, value } of composition.conflicts)
      this.conflicts.push([object.no, field, JSON.stringify(value)]);
    this.note(object, reading, crmModified);
    if (composition.marks !== object.marks) {
      object.marks = composition.marks;
      object.dirty = true;
    }
    if (object.lastRead === null || readAt > object.lastRead) object.lastRead = readAt;
    this.read.set(object.no, object.lastRead);
    object.nominated = false;
    const returns =
      object.kind === DELETE || (object.content?.['isActive'] === false && composition.fields['isActive'] === true);
    if (composition.changed || returns || object.newest === null) {
      if (!keepsFormer(object, composition.fields)) this.supersede(object);
      this.add(object, UPSERT, composition.fields, crmModified ?? this.context.now, false);
      this.touched.set(object.no, 0);
    } else {
      if (composition.stale && crmModified !== null) this.addHistory(object, fields, crmModified);
      this.touched.set(object.no, Math.min(object.state === CONFIRMED ? 1 : 0, this.touched.get(object.no) ?? 1));
    }
  }

  /** Writes everything; answers how many versions were made. */
  write(): number {
    const objects = [...this.known.values()];
    const { versions, superseded, conflicts, problems, read, viewNo } = this;
    writeIntake(this.db, {
      objects,
      versions,
      superseded,
      conflicts,
      problems,
      read,
      viewNo,
      batchId: this.batch.batchId,
      now: this.context.now,
    });
    return versions.length;
  }

  /** A page that says "gone" is evidence only after a complete sweep of the same view has missed the record (design: deletion). */
  private takeAbsence(object: KnownObject, { objectType, presence }: Reading): void {
    const gone = presence === 'gone' && object.nominated && this.context.tellsGone(objectType);
    if (!gone || object.newest === null || object.kind !== UPSERT) return;
    const content = object.content ?? {};
    const stage = objectType === 'STAGE';
    if (stage && content['isActive'] === false) return;
    this.supersede(object);
    // A stage is retired instead, so that old deals keep it.
    this.add(
      object,
      stage ? UPSERT : DELETE,
      stage ? { ...content, isActive: false } : content,
      this.context.now,
      true,
    );
    this.touched.set(object.no, 0);
  }

  private newObject(key: string, { objectType, objectId }: Reading): KnownObject {
    const object: KnownObject = {
      no: this.nextObject,
      type: typeNumber(objectType),
      objectId,
      crmId: null,
      pageUrl: null,
      marks: null,
      crmModified: null,
      newest: null,
      kind: UPSERT,
      state: SUPERSEDED,
      content: null,
      nominated: false,
      lastRead: null,
      isNew: true,
      dirty: true,
    };
    this.nextObject += 1;
    this.known.set(key, object);
    return object;
  }

  /** The CRM's date in ms, or null when it is unread, no date, or ahead of the Worker's clock. */
  private believable(object: KnownObject, modifiedDate: FieldValue | undefined): number | null {
    const stated = typeof modifiedDate === 'string' ? Date.parse(modifiedDate) : Number.NaN;
    if (Number.isNaN(stated)) return null;
    if (stated <= this.context.now + AHEAD_MS) return stated;
    this.problems.push([object.no, 'modifiedDate', 'date-ahead', `${modifiedDate} is ahead of the bridge’s clock.`]);
    return null;
  }

  private note(object: KnownObject, reading: Reading, crmModified: number | null): void {
    const url = reading.fields['url'];
    const pageUrl = reading.pageUrl ?? (typeof url === 'string' ? url : null);
    if (pageUrl !== null && pageUrl !== object.pageUrl) [object.pageUrl, object.dirty] = [pageUrl, true];
    const crmId = reading.crmId ?? null;
    if (crmId !== null && crmId !== object.crmId) [object.crmId, object.dirty] = [crmId, true];
    if (crmModified !== null && (object.crmModified === null || crmModified > object.crmModified)) {
      [object.crmModified, object.dirty] = [crmModified, true];
    }
  }

  private lastReadBy(view: number, objectNo: number): number | null {
    return (
      this.db.get<{ read_at: number }>(
        'SELECT read_at FROM view_objects WHERE view_no = ? AND object_no = ?',
        view,
        objectNo,
      )?.read_at ?? null
    );
  }

  private supersede(object: KnownObject): void {
    if (object.newest === null || object.state !== PENDING) return;
    const own = this.fresh.get(object.newest);
    if (own) own.state = SUPERSEDED;
    else this.superseded.push(object.newest);
  }

  private add(
    object: KnownObject,
    kind: number,
    content: Fields,
    modified: number,
    retires: boolean,
    history: 0 | 2 = 0,
  ): void {
    const refusal = kind === UPSERT ? refusalOf(object.type, content) : null;
    const state = refusal === null ? PENDING : REJECTED;
    const version = this.push(object, {
      kind,
      content,
      modified,
      retires,
      history,
      state,
      code: refusal?.code ?? null,
      reason: refusal?.reason ?? null,
    });
    object.newest = version.no;
    object.kind = kind;
    object.state = state;
    object.content = content;
    object.dirty = true;
  }

  /**
   * A deal's older state that arrives late: sent with its own date, and then the newest once more (design: waves). Known states are not sent twice.
   */
  private addHistory(object: KnownObject, fields: Fields, modified: number): void {
    const { content } = object;
    if (object.type !== DEAL || object.kind !== UPSERT || object.state === REJECTED || content === null) return;
    if (!TRACKED.some((field) => fields[field] !== undefined && fields[field] !== content[field])) return;
    const known = this.db.get(
      'SELECT 1 FROM versions WHERE object_no = ? AND modified = ? LIMIT 1',
      object.no,
      modified,
    );
    const inBatch = this.versions.some((version) => version.object === object.no && version.modified === modified);
    if (known !== undefined || inBatch) return;
    this.push(object, {
      kind: UPSERT,
      content: { ...content, ...fields },
      modified,
      retires: false,
      history: 1,
      state: PENDING,
      code: null,
      reason: null,
    });
    this.add(object, UPSERT, content, object.crmModified ?? this.context.now, false, 2);
  }

  private push(object: KnownObject, version: Omit<NewVersion, 'no' | 'object' | 'type'>): NewVersion {
    const added = { ...version, no: this.nextVersion, object: object.no, type: object.type };
    this.nextVersion += 1;
    this.versions.push(added);
    this.fresh.set(added.no, added);
    return added;
  }
}

/** Whether the pending version is sent too because it shows a step of the deal's way. */
function keepsFormer(object: KnownObject, next: Fields): boolean {
  if (object.kind === DELETE || object.type !== DEAL) return false;
  return TRACKED.some((field) => (object.content?.[field] ?? null) !== (next[field] ?? null));
}
