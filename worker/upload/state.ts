import type { SchemaType } from '../../shared/objects/object-type.ts';
import type { SchemaField } from '../gong/client.ts';
import type { Db } from '../ledger/db.ts';
import { readSetting, writeSetting } from '../ledger/settings-table.ts';
import type { Cycle } from './cycle.ts';
import type { IntegrationDeletion } from './integration-admin.ts';
import type { Trouble } from './trouble.ts';

/** The integration that confirmations belong to. Times in ms. */
export interface KnownIntegration {
  readonly integrationId: string;
  readonly name: string;
  readonly since: number;
  readonly checkedAt: number;
}

/** The cycle's own durable facts, each under one name. */
export function cycleState(db: Db) {
  const fact = <T>(name: string) => ({
    get: () => readSetting<T>(db, name),
    set: (value: T | null) => writeSetting(db, name, value),
  });
  return {
    cycle: fact<Cycle>('cycle'),
    cycleNo: fact<number>('cycle-no'),
    cycleDueAt: fact<number>('cycle-due'),
    lastCycle: fact<{ readonly startedAt: number; readonly calls: number }>('last-cycle'),
    trouble: fact<Trouble>('trouble'),
    integration: fact<KnownIntegration>('integration'),
    /** A deletion of the integration that is under way. */
    deletion: fact<IntegrationDeletion>('integration-deletion'),
    /** IT has deleted the integration; only IT registers again. */
    registrationOff: fact<boolean>('registration-off'),
    /** When a registration was asked for whose answer was lost or told no id. */
    registrationAsked: fact<number>('registration-asked'),
    /** IT wants to be registered now. */
    registrationWanted: fact<boolean>('registration-wanted'),
    integrationCheck: fact<boolean>('integration-check'),
    /** What Gong has, as last heard or sent; null = never asked. */
    schema: (type: SchemaType) => fact<readonly SchemaField[]>(`schema:${type}`),
    /** The profile version whose destroying schema changes IT has consented to. */
    schemaConsent: fact<string>('schema-consent'),
    /** When time alone frees the next record that waits, as last judged. */
    releaseAt: fact<number>('release-at'),
    stoppedTypes: fact<readonly number[]>('stopped-types'),
    /** Until when polls must wait, as what is left of the budget is for uploads. */
    pollsWait: fact<number>('polls-wait'),
    /** After a 429: how many times slower than Gong's limit calls go, and until when. */
    slowdown: fact<{ readonly factor: number; readonly until: number }>('slowdown'),
    /** How long Gong usually takes from acceptance to DONE. */
    usualMs: fact<number>('usual-ms'),
    /** A hash of the settings of the last start. */
    settingsPrint: fact<string>('settings-print'),
    splits: fact<{ readonly day: number; readonly n: number }>('splits'),
  };
}

export type CycleState = ReturnType<typeof cycleState>;
