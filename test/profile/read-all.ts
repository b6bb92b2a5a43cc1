import { readPage } from '../../extension/reader/whole.ts';
import { aliasesOf, hasRole, interpretRecord, objectIdOn } from '../../shared/interpret/interpret.ts';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import { decodePage, htmlOf } from '../../shared/profile/page-text.ts';
import type { PageReading, PlannedPage, RawRecord } from '../../shared/profile/raw.ts';
import { isAllowedRequest, listPages, objectTypesInOrder, recordPages } from '../../shared/profile/requests.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import type { Reading } from '../../shared/protocol/reading.ts';
import { parsePage } from './parse-page.ts';

/** What answers a request: the CRM of a test. */
export type Answer = (
  request: PlannedPage['request'],
) => Promise<{ url: string; contentType: string | null; bytes: Uint8Array }>;

/** Everything that a perfect sweep would read, without the browser: every list page, every record page, interpreted together. */
export async function readAll(
  profile: Profile,
  answer: Answer,
  readAt: string,
): Promise<{ readings: Reading[]; pages: PageReading[] }> {
  const pages: PageReading[] = [];
  const signs: Record<string, string> = {};
  const read = async (planned: PlannedPage): Promise<PageReading> => {
    if (!isAllowedRequest(profile, planned.request))
      throw new Error(`not allowed: ${planned.request.method} ${planned.request.url}`);
    const { url, contentType, bytes } = await answer(planned.request);
    const { text, charset } = decodePage(bytes, contentType);
    const opened = htmlOf(profile, planned.page, text);
    const document = parsePage(opened.ok ? opened.html : '', url);
    const reading = readPage(document, profile, planned, url, charset);
    pages.push(reading);
    Object.assign(signs, reading.signs);
    return reading;
  };
  const pieces = new Map<string, RawRecord[]>();
  for (const type of objectTypesInOrder(profile)) {
    for (const first of listPages(profile, type)) {
      for (let next: PlannedPage | null = first; next; ) {
        const reading: PageReading = await read(next);
        for (const record of reading.records) {
          const key = `${record.objectType} ${record.crmId}`;
          pieces.set(key, [...(pieces.get(key) ?? []), record]);
        }
        next = reading.next ? { page: first.page, request: reading.next } : null;
      }
    }
  }
  for (const [key, records] of pieces) {
    const [type = '', crmId = ''] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
    for (const planned of recordPages(profile, type as ObjectType, crmId)) {
      const reading = await read(planned);
      records.push(...reading.records.filter((record) => record.objectType === type));
    }
  }
  const names = new Map<string, Set<string>>();
  for (const records of pieces.values()) {
    const [record] = records;
    if (!record) continue;
    for (const name of aliasesOf(profile, records)) {
      const key = `${record.objectType} ${name}`;
      names.set(
        key,
        (names.get(key) ?? new Set()).add(objectIdOn(profile, record.page, record.objectType, record.crmId)),
      );
    }
  }
  const lookup = (type: ObjectType, text: string) => [...(names.get(`${type} ${text}`) ?? [])];
  const readings = [...pieces.values()]
    .filter((records) => hasRole(records) === true)
    .map((records) => interpretRecord(records, { profile, readAt, signs, lookup }));
  return { readings, pages };
}
