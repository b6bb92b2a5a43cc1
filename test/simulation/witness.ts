import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { Batch, SweepReport } from '../../shared/protocol/messages.ts';
import type { Db } from '../../worker/ledger/db.ts';
import { typeName } from '../../worker/ledger/version-state.ts';
import { type SimulatedCrm, wordOf } from './crm.ts';

/** Whoever has been silent for so long need not be asked any more (design: deletion). */
const SILENT_MS = 30 * 24 * 3600_000;

/**
 * Notes what each browser has told the Worker, and holds each decision to delete against it: a record must not be deleted while somebody sees it whose
 * browser has told so since the record last changed or came into sight.
 */
export class Witness {
  readonly wrong: string[] = [];
  /** Object ids that any device has told of; what is told and taken is in the ledger. */
  readonly told = new Set<string>();
  readonly #crm: SimulatedCrm;
  readonly #db: Db;
  /** By device, user and object: the words that have arrived. */
  readonly #words = new Map<string, Map<string, Set<string>>>();
  readonly #revoked = new Set<string>();
  /** By device, user and object: when it was last read, by the browser's clock. */
  readonly #readAt = new Map<string, Map<string, string>>();
  /** What had changed in the CRM, by device and type, when its newest sweep asked for the list's first page. */
  readonly #begun = new Map<string, number>();
  #lastVersion = 0;

  constructor(crm: SimulatedCrm, db: Db) {
    this.#crm = crm;
    this.#db = db;
  }

  /** The Worker has taken this batch of a device. */
  arrived(deviceId: string, { view, readings }: Batch): void {
    const key = `${deviceId}|${view.crmUser}`;
    const words = this.#words.get(key) ?? new Map<string, Set<string>>();
    this.#words.set(key, words);
    const readAts = this.#readAt.get(key) ?? new Map<string, string>();
    this.#readAt.set(key, readAts);
    for (const { objectId, presence, fields, readAt } of readings) {
      if (presence !== 'present') continue;
      if (readAt > (readAts.get(objectId) ?? '')) readAts.set(objectId, readAt);
      this.told.add(objectId);
      const word = wordOf(fields);
      words.set(objectId, (words.get(objectId) ?? new Set()).add(word));
      if (!this.#crm.hasShown(view.crmUser, word))
        this.wrong.push(`${objectId} was told as ${view.crmUser} sees it, to whom the CRM has not shown it so`);
    }
  }

  /** A device asks the CRM for the first page of a list. */
  listBegins(deviceId: string, type: ObjectType): void {
    this.#begun.set(`${deviceId}|${type}`, this.#crm.changes(type));
  }

  /** The Worker has taken this report at once: a sweep in which nothing changed has seen exactly what there is to be seen. */
  swept(deviceId: string, report: SweepReport): void {
    const { objectType, objectIds, view, parts } = report;
    this.#missesNothingNew(deviceId, report);
    if (parts > 1 || this.#begun.get(`${deviceId}|${objectType}`) !== this.#crm.changes(objectType)) return;
    const seen = new Set(objectIds);
    for (const { id, hiddenFrom } of this.#crm.live(objectType)) {
      const visible = !hiddenFrom.has(view.crmUser ?? '');
      if (visible !== seen.has(id))
        this.wrong.push(`a complete sweep of ${view.crmUser} ${visible ? 'lacks' : 'has'} ${id}`);
    }
  }

  /** What a view has read since its sweep began, that sweep does not miss, wherever it had looked by then. */
  #missesNothingNew(deviceId: string, { view, startedAt }: SweepReport): void {
    const missed = this.#db.all<{ object_id: string }>(
      `SELECT o.object_id FROM misses m JOIN objects o ON o.no = m.object_no JOIN views v ON v.no = m.view_no JOIN devices d ON d.no = v.device_no
       WHERE d.device_id = ? AND v.view_id = ? AND m.since <= ?`,
      deviceId,
      view.viewId,
      // What an earlier sweep has missed, by a clock that was set back since, says nothing of this one.
      Date.parse(startedAt),
    );
    const readAts = this.#readAt.get(`${deviceId}|${view.crmUser}`);
    for (const { object_id: id } of missed)
      if ((readAts?.get(id) ?? '') >= startedAt)
        this.wrong.push(`${id} counts as missed by a sweep that began before it was read`);
  }

  /** A device counts no more, nor does what it has told. */
  forget(deviceId: string): void {
    this.#revoked.add(deviceId);
    for (const key of this.#words.keys()) if (key.startsWith(`${deviceId}|`)) this.#words.delete(key);
  }

  /** Whether the device has told the Worker of this state of the record. Of a device that counts no more nothing is asked. */
  hasTold(deviceId: string, user: string | null, objectId: string, word: string): boolean {
    if (this.#revoked.has(deviceId)) return true;
    return this.#words.get(`${deviceId}|${user}`)?.get(objectId)?.has(word) ?? false;
  }

  /** Whether the device has ever told of the record as the user sees it, and still counts. */
  knows(deviceId: string, user: string, objectId: string): boolean {
    return this.#words.get(`${deviceId}|${user}`)?.has(objectId) ?? false;
  }

  /** Looks at the deletions that the ledger has decided on since it was last looked at. */
  judge(): void {
    const decided = this.#db.all<{ no: number; type: number; object_id: string; at: number }>(
      'SELECT v.no, v.type, o.object_id, v.received_at AS at FROM versions v JOIN objects o ON o.no = v.object_no WHERE v.retires = 1 AND v.no > ?',
      this.#lastVersion,
    );
    for (const { no, type, object_id: id, at } of decided) {
      this.#lastVersion = Math.max(this.#lastVersion, no);
      const seers = this.#seers(id, at);
      if (seers.length > 0)
        this.wrong.push(`${typeName(type)} ${id} is to be deleted, though ${seers.join(', ')} sees it and has told`);
    }
  }

  /** Who sees the record, has told so, and was heard of not too long before `at` (the Worker's clock). */
  #seers(objectId: string, at: number): string[] {
    const record = this.#crm.records.get(objectId);
    if (record === undefined || record.deleted) return [];
    return [...this.#words].flatMap(([key, words]) => {
      const [device = '', user = ''] = key.split('|');
      const sees = words.get(objectId)?.has(record.word) && !record.hiddenFrom.has(user);
      return sees && this.#lastHeard(device, user) > at - SILENT_MS ? [user] : [];
    });
  }

  #lastHeard(deviceId: string, user: string): number {
    const heard = this.#db.get<{ at: number | null }>(
      'SELECT MAX(v.last_seen_at) AS at FROM views v JOIN devices d ON d.no = v.device_no WHERE d.device_id = ? AND v.crm_user = ?',
      deviceId,
      user,
    );
    return heard?.at ?? 0;
  }
}
