import { OBJECT_TYPES, type ObjectType, type SchemaType, STANDARD_FIELDS, withDefaults } from './fields.ts';
import type { Line } from './file.ts';
import type { Schema } from './schema.ts';
import { isDateTime } from './values.ts';

/** One version of an object, as a line brought it. */
export type Version = {
  /** The object as this version leaves it: the line, or with merging updates the line laid over what was there. */
  fields: Record<string, unknown>;
  deleted: boolean;
  /** modifiedDate in milliseconds; for a stage without one, when it was stored. */
  modifiedAt: number;
  storedAt: number;
  clientRequestId: string;
  /** Fields that the schema did not know then: stored, never shown. */
  unparsed: ReadonlySet<string> | undefined;
};

/** An object in the raw store. */
export type Entry = {
  versions: Version[];
  /** The version with the greatest modifiedDate; of equal ones the last to come. */
  current: Version;
  /** First DONE since the object was (re-)created; undefined while only FAILED files brought it. */
  confirmedAt: number | undefined;
  deletedAt: number | undefined;
};

type Tables<T> = ReadonlyMap<ObjectType, Map<string, T>>;

function tables<T>(): Tables<T> {
  return new Map(OBJECT_TYPES.map((type) => [type, new Map<string, T>()]));
}

/** Everything one integration stored: the raw store with all versions, and the main store that people see. */
export class ObjectStore {
  readonly #raw: Tables<Entry> = tables();
  readonly #main: Tables<Version> = tables();

  entry(type: ObjectType, objectId: string): Entry | undefined {
    return this.#raw.get(type)?.get(objectId);
  }

  /** All objects ever stored, deleted ones included. */
  entries(type: ObjectType): ReadonlyMap<string, Entry> {
    return this.#raw.get(type) ?? new Map();
  }

  main(type: ObjectType): Map<string, Version> {
    return this.#main.get(type) ?? new Map();
  }

  /** Objects that exist, with the fields of their current version as uploaded. */
  current(type: ObjectType): Map<string, Record<string, unknown>> {
    const live = new Map<string, Record<string, unknown>>();
    for (const [objectId, { current }] of this.entries(type)) {
      if (!current.deleted) live.set(objectId, current.fields);
    }
    return live;
  }

  /** Stores a line; answers the entry if the line became the object's current version, undefined if it only added history. */
  store(
    type: ObjectType,
    line: Line,
    upload: { clientRequestId: string; at: number; update: 'replace' | 'merge'; schema: Schema },
  ): Entry | undefined {
    const table = this.#raw.get(type);
    const before = table?.get(line.objectId);
    const { modifiedDate } = line.fields;
    // Stages have no deletion: the old one made them inactive.
    const retires = type === 'STAGE' && line.fields['isDeleted'] === true;
    const fields = retires ? { ...line.fields, isActive: false } : line.fields;
    const version: Version = {
      fields,
      deleted: fields['isDeleted'] === true && type !== 'STAGE',
      modifiedAt: isDateTime(modifiedDate) ? Date.parse(modifiedDate) : upload.at,
      storedAt: upload.at,
      clientRequestId: upload.clientRequestId,
      unparsed: unparsedFields(type, fields, upload.schema),
    };
    if (before === undefined) {
      const entry: Entry = { versions: [version], current: version, confirmedAt: undefined, deletedAt: undefined };
      if (version.deleted) entry.deletedAt = upload.at;
      table?.set(line.objectId, entry);
      return entry;
    }
    before.versions.push(version);
    if (version.modifiedAt < before.current.modifiedAt) return undefined;
    if (upload.update === 'merge' && !before.current.deleted) version.fields = { ...before.current.fields, ...fields };
    if (version.deleted && !before.current.deleted) before.deletedAt = upload.at;
    if (!version.deleted && before.current.deleted) {
      before.confirmedAt = undefined;
      before.deletedAt = undefined;
    }
    before.current = version;
    return before;
  }

  /** Drops the values of a custom field on all objects, in every version. */
  dropField(type: SchemaType, name: string): void {
    for (const { versions } of this.entries(type).values()) {
      for (const { fields } of versions) delete fields[name];
    }
    for (const { fields } of this.main(type).values()) delete fields[name];
  }

  /** An object as the main store shows it: defaults filled in, no field that the schema did not and does not know. */
  shown(type: SchemaType, objectId: string, schema: Schema): Record<string, unknown> | undefined {
    const version = this.main(type).get(objectId);
    if (version === undefined) return undefined;
    const custom = schema.fields(type);
    const known = Object.entries(version.fields).filter(
      ([name]) =>
        Object.hasOwn(STANDARD_FIELDS[type], name) || (custom.has(name) && version.unparsed?.has(name) !== true),
    );
    return withDefaults(type, Object.fromEntries(known));
  }
}

function unparsedFields(
  type: ObjectType,
  fields: Readonly<Record<string, unknown>>,
  schema: Schema,
): ReadonlySet<string> | undefined {
  const custom = type === 'BUSINESS_USER' || type === 'STAGE' ? undefined : schema.fields(type);
  const unknown = Object.keys(fields).filter(
    (name) => !Object.hasOwn(STANDARD_FIELDS[type], name) && custom?.has(name) !== true,
  );
  return unknown.length === 0 ? undefined : new Set(unknown);
}
