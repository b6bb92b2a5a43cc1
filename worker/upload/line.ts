/** ISO 8601 in UTC without a fraction of a second, as Gong wants it. */
export function gongInstant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/**
 * One line of an upload, before it is written as JSON. Whole records always: `null` clears a field. A deletion carries nothing but what names the object.
 */
export function lineOf(
  objectId: string,
  modified: number,
  content: Readonly<Record<string, unknown>>,
  deleted: boolean,
): Readonly<Record<string, unknown>> {
  const modifiedDate = gongInstant(modified);
  return deleted ? { objectId, modifiedDate, isDeleted: true } : { objectId, modifiedDate, ...content };
}
