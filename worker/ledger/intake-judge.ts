import type { FieldValue, Reading } from '../../shared/protocol/reading.ts';
import { compose } from './compose.ts';
import { crmDate, isAhead } from './crm-date.ts';
import type { Db } from './db.ts';
import type { IntakeContext } from './intake.ts';
import { type KnownObject, loadObjects, type NewVersion } from './intake-store.ts';
import { writeIntake } from './intake-writes.ts';
import { pageOf } from './packed-batch.ts';
import { refusalOf } from './refusal.ts';
import { CONFIRMED, DELETE, PENDING, REJECTED, SUPERSEDED, typeNumber, UPSERT } from './version-state.ts';

type Fields = Readonly<Record<string, FieldValue>>;

/** Fields of a deal whose every change is sent, not only the last (design: versions). */
const TRACKED = ['stage', 'status', 'amount', 'closeDate'] as const;
const DEAL = typeNumber('DEAL');

export interface JudgeContext extends IntakeContext {
  readonly viewNo: number;
  readonly batchNo: number;
  /** A moment by the browser's clock as one by the Worker's. In ms. */
  readonly onTime: (at: number) => number;
}

/** Readings that change something or need judgement: composed in memory, in order, one by one, and written at the end. */
export class IntakeJudge {
  /** Object number to whether these readings found it unchanged and confirmed (1) or not (0). */
  readonly touched = new Map<number, number>();
  /** Object number to when this view has last read it. */
  readonly read = new Map<number, number>();
  readonly problems: [object: number, field: string, code: string, message: string][] = [];
  private readonly db: Db;
  private readonly context: JudgeContext;
  private readonly known: Map<string, KnownObject>;
  private readonly versions: NewVersion[] = [];
  private readonly fresh = new Map<number, NewVersion>();
  private readonly superseded: number[] = [];
  private readonly conflicts: [object: number, field: string, value: string][] = [];
  private nextObject: number;
  private nextVersion: number;

  constructor(db: Db, readings: readonly Reading[], context: JudgeContext) {
    this.db = db;
    this.context = context;
    this.known = loadObjects(db, readings, context.viewNo);
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
    const readAt = Date.parse(reading.readAt);
    // Read before the record was seen to be gone, and on the way since: it does not bring it back.
    if (found !== undefined && found.goneAt !== null && this.context.onTime(readAt) < found.goneAt) {
      this.touched.set(found.no, found.state === CONFIRMED ? 1 : 0);
      return;
    }
    const object = found ?? this.newObject(key, reading);
    const { viewNo } = this.context;
    const { modifiedDate, ...fields } = reading.fields;
    const crmModified = this.believable(object, modifiedDate);
    for (const { field, code, message } of reading.problems)
      this.problems.push([object.no, field ?? '', code, message]);
    const known =
      object.content !== null && object.marks !== null ? { fields: object.content, marks: object.marks } : null;
    const composition = compose(known, fields, {
      mark: [viewNo, crmModified],
      readAt,
      lastReadBy: (view) => (view === viewNo ? object.lastRead : this.lastReadBy(view, object.no)),
      returns: object.kind === DELETE,
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
    object.goneAt = null;
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

  /** Writes everything but what all readings of a batch have in common; answers how many versions were made. */
  write(): number {
    const { versions, superseded, conflicts } = this;
    const { viewNo, batchNo, now } = this.context;
    writeIntake(this.db, { objects: [...this.known.values()], versions, superseded, conflicts, viewNo, batchNo, now });
    return versions.length;
  }

  /** A page that says "gone" is evidence only after a complete sweep of the same view has missed the record (design: deletion). */
  private takeAbsence(object: KnownObject, { objectType, presence, readAt }: Reading): void {
    const gone = presence === 'gone' && object.nominated && this.context.tellsGone(objectType);
    if (!gone || object.newest === null || object.kind !== UPSERT) return;
    const content = object.content ?? {};
    const stage = objectType === 'STAGE';
    if (stage && content['isActive'] === false) return;
    object.goneAt = this.context.onTime(Date.parse(readAt));
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
      goneAt: null,
      isNew: true,
      dirty: true,
    };
    this.nextObject += 1;
    this.known.set(key, object);
    return object;
  }

  private believable(object: KnownObject, modifiedDate: FieldValue | undefined): number | null {
    const date = crmDate(modifiedDate);
    if (date === null || !isAhead(date, this.context.now)) return date;
    this.problems.push([
      object.no,
      'modifiedDate',
      'date-ahead',
      `${new Date(date).toISOString()} is ahead of the bridge’s clock.`,
    ]);
    return null;
  }

  private note(object: KnownObject, reading: Reading, crmModified: number | null): void {
    const pageUrl = pageOf(reading);
    if (pageUrl !== null && pageUrl !== object.pageUrl) [object.pageUrl, object.dirty] = [pageUrl, true];
    const crmId = reading.crmId ?? null;
    if (crmId !== null && crmId !== '' && crmId !== object.crmId) [object.crmId, object.dirty] = [crmId, true];
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
