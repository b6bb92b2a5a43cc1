import type { ObjectType } from '../../shared/objects/object-type.ts';

/** The key of a record's row. `source` tells apart the records of a type that come from several pages with ids of their own. */
export function recordKey(viewId: string, type: ObjectType, source: string, crmId: string): string {
  return `${viewId}|${type}|${encodeURIComponent(source)}|${crmId}`;
}

/** What a record's key says: enough to count by, without reading the record. */
export function keyParts(key: string): { type: ObjectType; source: string; crmId: string } {
  const [, type = '', source = '', ...crmId] = key.split('|');
  return { type: type as ObjectType, source: decodeURIComponent(source), crmId: crmId.join('|') };
}
