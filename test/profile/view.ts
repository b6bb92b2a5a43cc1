import { evidenceSigns } from '../../shared/interpret/evidence.ts';
import { aliasesOf, hasRole, type InterpretContext, objectIdOn } from '../../shared/interpret/interpret.ts';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { PageReading, RawRecord } from '../../shared/profile/raw.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import { foldSpaces } from '../../shared/values/text.ts';
import type { LoadedPage } from './load-page.ts';

/** What all given pages together say: names to look up, roles, and each viewer's formats. */
export interface View {
  contextFor(reading: PageReading): InterpretContext;
  /** Whether the record is of its type by all pages: null = no page shows it. */
  roleOf(record: RawRecord): boolean | null;
}

/** @param readAt when the pages count as read; null = when each was saved, which is what their “today” and offsets from UTC mean */
export function viewOf(profile: Profile, pages: readonly LoadedPage[], readAt: string | null): View {
  const savedAt = new Map(pages.flatMap((page) => page.readings.map((reading) => [reading, page.savedAt])));
  const names = new Map<string, Set<string>>();
  const pieces = new Map<string, RawRecord[]>();
  const byViewer = new Map<string, { signs: Record<string, string>; raws: RawRecord[] }>();
  const keyOf = (record: RawRecord) =>
    `${record.objectType} ${objectIdOn(profile, record.page, record.objectType, record.crmId)}`;
  const readings = pages.flatMap((page) => page.readings);
  for (const reading of readings) {
    const viewer = reading.viewer ?? '';
    const seen = byViewer.get(viewer) ?? { signs: {}, raws: [] };
    Object.assign(seen.signs, reading.signs);
    seen.raws.push(...reading.records);
    byViewer.set(viewer, seen);
    for (const record of reading.records) pieces.set(keyOf(record), [...(pieces.get(keyOf(record)) ?? []), record]);
  }
  for (const reading of readings) {
    for (const record of reading.records) {
      if (hasRole(pieces.get(keyOf(record)) ?? [record]) !== true) continue;
      for (const name of aliasesOf(profile, [record])) {
        const key = `${record.objectType} ${name}`;
        names.set(
          key,
          (names.get(key) ?? new Set()).add(objectIdOn(profile, record.page, record.objectType, record.crmId)),
        );
      }
    }
  }
  const evidence = new Map([...byViewer].map(([viewer, seen]) => [viewer, evidenceSigns(profile, seen.raws)]));
  const viewers = [...byViewer.keys()].filter((viewer) => viewer !== '');
  return {
    roleOf: (record) => hasRole(pieces.get(keyOf(record)) ?? [record]),
    contextFor: (reading) => {
      // A page that names no viewer is the only viewer's, if there is just one.
      const viewer = reading.viewer ?? (viewers.length === 1 ? (viewers[0] ?? '') : '');
      return {
        profile,
        readAt: readAt ?? savedAt.get(reading) ?? new Date(0).toISOString(),
        signs: { ...evidence.get(viewer), ...byViewer.get(viewer)?.signs, ...reading.signs },
        lookup: (type: ObjectType, text: string) => [...(names.get(`${type} ${foldSpaces(text)}`) ?? [])],
      };
    },
  };
}
