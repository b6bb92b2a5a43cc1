import { interpretRecord } from '../../shared/interpret/interpret.ts';
import type { RawRecord } from '../../shared/profile/raw.ts';
import { sentenceOf } from '../../shared/profile/reader-sentences.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import { readingSchema } from '../../shared/protocol/reading.ts';
import type { Watched } from '../bench/reader-browser.ts';
import { underived } from './derived.ts';

const READ_AT = '2026-01-02T12:00:00.000Z';
const SLOWEST_MS = 200;

/** What of a reading, and of what is made of it, must never be. */
export function faultsOf(watched: Watched, profile: Profile): string[] {
  const { reading } = watched;
  return [
    ...(watched.thrown === null ? [] : [`the reader threw ${watched.thrown}`]),
    ...(reading?.problems ?? []).filter(({ code }) => code === 'reader-failed').map(sentenceOf),
    ...(watched.readMs > SLOWEST_MS ? [`reading took ${watched.readMs.toFixed(1)} ms`] : []),
    ...watched.strangers.map((text) => `“${text}” is not on the page`),
    ...(reading?.records ?? []).flatMap((record) => interpreted(record, profile, reading?.signs ?? {})),
  ];
}

function interpreted(record: RawRecord, profile: Profile, signs: Readonly<Record<string, string>>): string[] {
  try {
    const reading = interpretRecord([record], { profile, readAt: READ_AT, signs, lookup: () => [] });
    const judged = readingSchema.safeParse(reading);
    return [
      ...(judged.success ? [] : judged.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
      ...underived([record], profile, READ_AT, signs),
    ];
  } catch (failure) {
    return [`the interpreter threw ${String(failure)}`];
  }
}
