import { keepConsent } from '../store/consent.ts';
import { type BridgeDatabase, writeFact } from '../store/database.ts';
import type { CrmRules } from '../sweep/crm-rules.ts';
import type { EngineParts } from '../sync/engine-parts.ts';
import { WorkerLink } from '../sync/worker-link.ts';

/** What a bench for the extension's core is made of. */
interface BenchParts {
  readonly db: BridgeDatabase;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly rules: () => CrmRules;
}

/** The product's engine on a bench: every site is granted and every profile is good. */
export function benchEngine({ db, fetch, now, rules }: BenchParts): EngineParts {
  return {
    db,
    link: new WorkerLink(db, fetch, now, () => 0),
    now,
    newId: () => crypto.randomUUID(),
    rules: async () => rules(),
    checkProfile: async () => ({ ok: true }),
    missingOrigins: async () => [],
  };
}

/** A browser that is enrolled, and whose person has agreed. */
export async function enrolBench(db: BridgeDatabase, now: number): Promise<void> {
  const device = { workerOrigin: 'https://bridge.example', deviceId: 'd', token: 't'.repeat(40), companyName: null };
  await writeFact(db, 'device', { ...device, enrolledAt: now });
  await keepConsent(db, device.workerOrigin, now);
}
