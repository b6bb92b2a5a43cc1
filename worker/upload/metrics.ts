import type { PerType } from '../../shared/objects/object-type.ts';
import type { TypeCounts } from '../ledger/counts.ts';

/** What the metrics page shows; no field values, no ids of records. */
export interface MetricFacts {
  readonly counts: PerType<TypeCounts>;
  readonly callsToday: number;
  readonly budget: number;
  readonly storeBytes: number;
  readonly storeLimit: number;
  readonly openUploads: number;
  readonly trouble: string | null;
  readonly devices: number;
  readonly countProblems: number;
}

/** The facts in the text format that Prometheus scrapes. */
export function metricsText(facts: MetricFacts): string {
  const lines: string[] = [];
  const gauge = (name: string, help: string, values: readonly (readonly [labels: string, value: number])[]) => {
    lines.push(`# HELP crm_bridge_${name} ${help}`, `# TYPE crm_bridge_${name} gauge`);
    for (const [labels, value] of values) lines.push(`crm_bridge_${name}${labels} ${value}`);
  };
  gauge(
    'objects',
    'Objects by type and by the state of their newest version.',
    Object.entries(facts.counts).flatMap(([type, { objects: _, ...states }]) =>
      Object.entries(states).map(([state, n]) => [`{type="${type}",state="${state}"}`, n] as const),
    ),
  );
  gauge('gong_calls_24h', 'Calls to Gong in the last 24 hours.', [['', facts.callsToday]]);
  gauge('gong_calls_budget', 'Calls to Gong allowed in 24 hours.', [['', facts.budget]]);
  gauge('store_bytes', 'Size of the ledger.', [['', facts.storeBytes]]);
  gauge('store_limit_bytes', 'Size at which batches are refused.', [['', facts.storeLimit]]);
  gauge('open_uploads', 'Uploads that are not settled.', [['', facts.openUploads]]);
  gauge('devices', 'Browsers with a valid token.', [['', facts.devices]]);
  gauge('trouble', 'Whether something keeps the bridge from uploading.', [
    [`{code="${facts.trouble ?? 'none'}"}`, facts.trouble === null ? 0 : 1],
  ]);
  gauge('count_problems', 'Sentences of the check that counts add up.', [['', facts.countProblems]]);
  return `${lines.join('\n')}\n`;
}
