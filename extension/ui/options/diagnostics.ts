import { OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import type { Overview } from '../../store/overview.ts';

export interface About {
  readonly extensionVersion: string;
  readonly browser: string;
}

/** A report for whoever helps: versions, states, counts and codes. No field values, no ids of records, no messages that quote them. */
export function diagnosticsOf(overview: Overview, about: About): string {
  const { connection, profile, sync, trouble } = overview;
  const report = {
    at: overview.now,
    extension: about.extensionVersion,
    browser: about.browser,
    connection:
      connection.state === 'enrolled'
        ? pick(connection, ['state', 'workerOrigin', 'deviceId', 'enrolledAt'])
        : connection,
    profile: profile === null ? null : pick(profile, ['version', 'crmOrigins', 'types', 'fetchedAt']),
    missingOrigins: overview.missingOrigins,
    paused: overview.paused,
    settings: overview.settings,
    policy: overview.policy && pick(overview.policy, ['keys', 'problems', 'readAt']),
    trouble: trouble === null ? null : pick(trouble, ['code', 'needsPerson', 'since', 'until']),
    sync:
      sync === null
        ? null
        : {
            ...pick(sync, ['syncId', 'kind', 'startedAt', 'finishedAt', 'phase']),
            trouble: sync.trouble?.code ?? null,
            pages: sync.result.pages,
            durationMs: sync.result.durationMs,
            problems: countsByCode(sync.result.problems),
          },
    types: Object.fromEntries(OBJECT_TYPES.map((type) => [type, overview.types[type]])),
    progress: overview.progress,
    outbox: overview.outbox,
    uploads: overview.uploads.map((upload) =>
      pick(upload, ['clientRequestId', 'objectType', 'kind', 'status', 'records', 'bytes', 'sentAt', 'settledAt']),
    ),
    rejected: countsByCode(overview.rejected),
    held: overview.held.length,
    confirmedUpTo: overview.confirmedUpTo,
  };
  return JSON.stringify(report, null, 2);
}

function pick<T, K extends keyof T>(whole: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, whole[key]])) as Pick<T, K>;
}

function countsByCode(coded: readonly { readonly code: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of coded) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
