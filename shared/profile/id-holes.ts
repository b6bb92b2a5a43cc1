/** Ids of records on their way back into addresses and forms; how they are made: `record-id.ts`. */

/** The parts of an id that `joinedId` has made. */
export function idParts(crmId: string): string[] {
  return crmId.split('/').map((part) => part.replaceAll('%2F', '/').replaceAll('%25', '%'));
}

/** What an id puts into the holes of an address or form. */
export function idHoles(crmId: string): Record<string, string> {
  const parts = idParts(crmId).map((part, index) => [`id${index + 1}`, part] as const);
  return { id: crmId, ...Object.fromEntries(parts) };
}
