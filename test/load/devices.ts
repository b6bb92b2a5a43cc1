import { randomUUID } from 'node:crypto';
import type { Batch } from '../../shared/protocol/messages.ts';
import { enrolAnswerSchema, PROTOCOL, PROTOCOL_HEADER } from '../../shared/protocol/messages.ts';
import type { Reading } from '../../shared/protocol/reading.ts';

export interface LoadOptions {
  readonly workerUrl: string;
  readonly enrolmentCode: string;
  readonly profileVersion: string;
  readonly devices: number;
  /** Each device sends one batch and asks once for the status in this time. */
  readonly everyMs: number;
  readonly durationMs: number;
  readonly recordsPerBatch: number;
}

export interface Answers {
  /** How often each status came; 0 = no answer at all. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Milliseconds from the request's first byte to the answer's last, sorted. */
  readonly times: readonly number[];
}

export interface LoadResult {
  readonly batches: Answers;
  readonly statusPolls: Answers;
  /** Requests that reach the Durable Object and ask for nothing: the floor in the same run. */
  readonly empty: Answers;
  readonly records: number;
}

/** Many enrolled browsers at once, evenly spread over time: each its own records, of which most are as they were the time before. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const tokens = await enrolAll(options);
  const batches = new Tally();
  const statusPolls = new Tally();
  const empty = new Tally();
  const until = performance.now() + options.durationMs;
  let records = 0;
  const device = async (token: string, index: number): Promise<void> => {
    const offset = (index / tokens.length) * options.everyMs;
    for (let round = 0; ; round++) {
      const at = offset + round * options.everyMs;
      if (at >= options.durationMs) return;
      await pauseUntil(until - options.durationMs + at);
      records += options.recordsPerBatch;
      const headers = { authorization: `Bearer ${token}`, [PROTOCOL_HEADER]: String(PROTOCOL) };
      const body = JSON.stringify(batchOf(options, index, round));
      await batches.time(`${options.workerUrl}/v1/batches`, { method: 'POST', headers, body });
      await statusPolls.time(`${options.workerUrl}/v1/status`, { headers });
    }
  };
  const floor = async (): Promise<void> => {
    while (performance.now() < until) {
      await empty.time(`${options.workerUrl}/health`, {});
      await pauseUntil(performance.now() + 100);
    }
  };
  await Promise.all([floor(), ...tokens.map(device)]);
  return { batches: batches.answers(), statusPolls: statusPolls.answers(), empty: empty.answers(), records };
}

/** The time that `share` of the answers stay within, in ms. */
export function percentile({ times }: Answers, share: number): number {
  return times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
}

class Tally {
  readonly #statuses: Record<number, number> = {};
  readonly #times: number[] = [];

  async time(url: string, init: RequestInit): Promise<void> {
    const started = performance.now();
    let status = 0;
    try {
      const response = await fetch(url, init);
      await response.arrayBuffer();
      status = response.status;
    } catch {
      // Counted as no answer.
    }
    this.#times.push(performance.now() - started);
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
  }

  answers(): Answers {
    return { statuses: this.#statuses, times: this.#times.toSorted((one, other) => one - other) };
  }
}

async function enrolAll({ workerUrl, enrolmentCode, devices }: LoadOptions): Promise<string[]> {
  const tokens: string[] = [];
  for (let index = 0; index < devices; index++) {
    const response = await fetch(`${workerUrl}/v1/enrol`, {
      method: 'POST',
      headers: { [PROTOCOL_HEADER]: String(PROTOCOL) },
      body: JSON.stringify({ code: enrolmentCode, extensionVersion: '0.1.0', deviceName: `load ${index}` }),
    });
    if (!response.ok) throw new Error(`Device ${index} was not enrolled: ${response.status} ${await response.text()}`);
    tokens.push(enrolAnswerSchema.parse(await response.json()).token);
  }
  return tokens;
}

/** Accounts of this device's own; a tenth of them differs from round to round. */
function batchOf({ recordsPerBatch, profileVersion }: LoadOptions, device: number, round: number): Batch {
  const readAt = new Date().toISOString();
  const readings = Array.from({ length: recordsPerBatch }, (_, n): Reading => {
    const edits = n % 10 === round % 10 ? round : 0;
    return {
      objectType: 'ACCOUNT',
      objectId: `${device}-${n}`,
      presence: 'present',
      fields: {
        name: `Company ${device}-${n}`,
        modifiedDate: new Date(Date.UTC(2026, 0, 1) + edits * 60_000).toISOString(),
        url: `https://crm.example/account?id=${device}-${n}`,
        domains: [`company-${device}-${n}.example`],
        industry: `Industry ${edits}`,
      },
      problems: [],
      readAt,
    };
  });
  return {
    batchId: randomUUID(),
    syncId: null,
    view: { viewId: `load-${device}`, crmUser: null },
    profileVersion,
    readings,
  };
}

async function pauseUntil(moment: number): Promise<void> {
  const ms = moment - performance.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
