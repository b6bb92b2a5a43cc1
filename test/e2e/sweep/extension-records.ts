import { OBJECT_TYPES, type ObjectType, type PerType, perType } from '../../../shared/objects/object-type.ts';
import type { Reading } from '../../../shared/protocol/reading.ts';
import { compareWithTruth, type Difference, type RecordsById } from '../../demo/compare.ts';
import type { Truth } from '../../demo-crm/data/truth.ts';

type Brief = Pick<Reading, 'objectType' | 'objectId' | 'fields' | 'pageUrl'>;

/** The records that the extension's own store holds as present, read from a page of the extension. */
export async function storedRecords(own: { evaluate(expression: string): Promise<unknown> }): Promise<Brief[]> {
  return (await own.evaluate(`(${inPage})()`)) as Brief[];
}

async function inPage(): Promise<Brief[]> {
  const opened = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await opened(indexedDB.open('crm-bridge'));
  const rows = await opened(db.transaction('records').objectStore('records').getAll());
  db.close();
  return rows
    .filter((row) => row.presence === 'present' && row.reading !== null)
    .map(({ reading: { objectType, objectId, fields, pageUrl } }) => ({ objectType, objectId, fields, pageUrl }));
}

/** The demo CRM shows times to the minute. */
const RESOLUTION_SECONDS = 60;

/** What differs between the CRM's truth and what was read of it; nothing missing, nothing surplus. */
export function differences(truth: Truth, read: Iterable<Brief>): readonly Difference[] {
  const got = byId(read);
  const expected = perType((type) => new Map(truth[type].map((record) => [String(record['objectId']), record])));
  return compareWithTruth(expected, got, RESOLUTION_SECONDS).differences;
}

function byId(read: Iterable<Brief>): PerType<RecordsById> {
  const maps = new Map<ObjectType, Map<string, Record<string, unknown>>>(OBJECT_TYPES.map((type) => [type, new Map()]));
  for (const { objectType, objectId, fields, pageUrl } of read) {
    maps.get(objectType)?.set(objectId, { objectId, ...(pageUrl === undefined ? {} : { url: pageUrl }), ...fields });
  }
  return perType((type) => maps.get(type) ?? new Map());
}
