/** What a record of the captures has to become, field by field, under Gong's names. */
import { objectIdOf } from '../../../shared/objects/object-id.ts';
import type { ObjectType } from '../../../shared/objects/object-type.ts';
import type { FieldValue } from '../../../shared/protocol/reading.ts';
import type { Captures, TruthRecord } from './captures.ts';

/** How a value is compared: to the minute or day that the CRM shows, by digits where it reformats phones, or exactly. */
export type Exactness = 'exact' | 'minute' | 'day' | 'digits' | 'lines';

export interface ExpectedValue {
  readonly value: FieldValue;
  readonly exactness: Exactness;
}
export type ExpectedFields = Readonly<Record<string, ExpectedValue>>;

/** One role that an entity's records play, and which fields its pages show. */
export interface Expectation {
  readonly type: ObjectType;
  readonly prefix?: string;
  /** Whether this record plays the role on this page. */
  has(record: TruthRecord, page: { readonly kind: string }): boolean;
  fields(record: TruthRecord, captures: Captures): ExpectedFields;
  /** Fields that a page shows, by the kind of page (`list`, `detail`) or its name. */
  shown(page: { readonly name: string; readonly kind: string }): readonly string[];
}

export const text = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const folded = value
    .replace(/[^\S\n]+/g, ' ')
    .normalize('NFC')
    .trim();
  return folded === '' ? null : folded;
};
export const exact = (value: FieldValue): ExpectedValue => ({ value, exactness: 'exact' });
export const plain = (value: unknown): ExpectedValue => exact(text(value));
export const lines = (value: unknown): ExpectedValue => ({ value: text(value), exactness: 'lines' });
export const digits = (value: unknown): ExpectedValue => ({ value: text(value), exactness: 'digits' });
export const number = (value: unknown): ExpectedValue => {
  const given = text(value);
  return exact(given === null ? null : Number(given));
};
/** A mail address as Gong takes it: in the case that the CRM shows, or none where it is none. */
export const mail = (value: unknown): ExpectedValue => exact(text(value));
export const reference = (type: ObjectType, id: unknown, prefix?: string): ExpectedValue => {
  const given = text(id);
  return exact(given === null || given === '0' ? null : objectIdOf(type, given, prefix));
};

/** The instant of a database's local time. */
export function instant(value: unknown, zone: string, exactness: Exactness): ExpectedValue {
  const given = text(value);
  if (given === null || given.startsWith('0000')) return { value: null, exactness };
  const clock = Date.parse(`${given.replace(' ', 'T')}Z`);
  return { value: new Date(clock - offsetAt(clock, zone)).toISOString(), exactness };
}

function offsetAt(clock: number, zone: string): number {
  const shown = (at: number) => {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
      hourCycle: 'h23',
    }).formatToParts(at);
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
  // Twice, because the first offset is that of the wrong moment near a change of clocks.
  const first = shown(clock) - clock;
  return shown(clock - first) - (clock - first);
}

/** The host of a web address, as an account's domain. */
export function domains(value: unknown): ExpectedValue {
  const given = text(value);
  if (given === null || !/[^/]\.[a-z]/i.test(given)) return exact(null);
  return exact([new URL(given.includes('://') ? given : `http://${given}`).hostname.replace(/^www\./, '')]);
}
