import { randomUUID } from 'node:crypto';
import type { Batch } from '../../shared/protocol/messages.ts';
import { enrolAnswerSchema, PROTOCOL, PROTOCOL_HEADER } from '../../shared/protocol/messages.ts';
import type { Reading } from '../../shared/protocol/reading.ts';

export interface LoadOptions {
  readonly workerUrl: string;
  readonly profileVersion: string;
  /** One for each browser. */
  readonly tokens: readonly string[];
  /** Each browser sends one batch in this time, at a moment of its own that shifts from round to round. */
  readonly everyMs: number;
  readonly durationMs: number;
  readonly recordsPerBatch: number;
  /** In 0..1, seeded. */
  readonly random: () => number;
}

export interface Answers {
  /** How often each status came; 0 = no answer at all. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Milliseconds from the moment when the request was due to its answer's last byte, sorted: what a busy sender or a queue adds is in it. */
  readonly times: readonly number[];
}

export interface LoadResult {
  readonly batches: Answers;
  /** Each browser asks for its status once its batch is answered. */
  readonly statusPolls: Answers;
  /** Requests that reach the Durable Object and ask for nothing (`GET /health`), ten a second: the floor in the same run. */
  readonly empty: Answers;
  readonly records: number;
}

const EMPTY_EVERY_MS = 100;
/** A browser's moment moves by so much of its interval, either way. */
const JITTER = 0.2;
/** What enrols side by side. */
const TOGETHER = 8;

/**
 * Many enrolled browsers at once, as an open loop: a request goes out when it is due, whether the one before it is answered or not. Each browser has its
 * own records, of which a tenth differs from round to round.
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { tokens, everyMs, durationMs, random, workerUrl } = options;
  const batches = new Tally();
  const statusPolls = new Tally();
  const empty = new Tally();
  const started = performance.now();
  const sent: Promise<void>[] = [];
  let records = 0;

  const send = async (index: number, round: number, due: number): Promise<void> => {
    const headers = { authorization: `Bearer ${tokens[index]}`, [PROTOCOL_HEADER]: String(PROTOCOL) };
    const body = JSON.stringify(batchOf(options, index, round));
    records += options.recordsPerBatch;
    await batches.time(`${workerUrl}/v1/batches`, due, { method: 'POST', headers, body });
    await statusPolls.time(`${workerUrl}/v1/status`, performance.now(), { headers });
  };
  for (const { index, round, at } of schedule(tokens.length, everyMs, durationMs, random)) {
    await pauseUntil(started + at);
    sent.push(index === FLOOR ? empty.time(`${workerUrl}/health`, started + at, {}) : send(index, round, started + at));
  }
  await Promise.all(sent);
  return { batches: batches.answers(), statusPolls: statusPolls.answers(), empty: empty.answers(), records };
}

/** Enrols so many browsers; their tokens. */
export async function enrolBrowsers(workerUrl: string, code: string, count: number): Promise<string[]> {
  const tokens: string[] = [];
  const enrolNext = async (): Promise<void> => {
    while (tokens.length < count) {
      const index = tokens.push('') - 1;
      const response = await fetch(`${workerUrl}/v1/enrol`, {
        method: 'POST',
        headers: { [PROTOCOL_HEADER]: String(PROTOCOL) },
        body: JSON.stringify({ code, extensionVersion: '0.1.0', deviceName: `load ${index}` }),
      });
      if (!response.ok)
        throw new Error(`Device ${index} was not enrolled: ${response.status} ${await response.text()}`);
      tokens[index] = enrolAnswerSchema.parse(await response.json()).token;
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, enrolNext));
  return tokens;
}

/** The time that `share` of the answers stay within, in ms. */
export function percentile({ times }: Answers, share: number): number {
  return times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN;
}

/** Stands for a browser's index where an empty request is due. */
const FLOOR = -1;

interface Due {
  readonly index: number;
  readonly round: number;
  /** Milliseconds after the start. */
  readonly at: number;
}

/** Everything that is due, in order. */
function schedule(devices: number, everyMs: number, durationMs: number, random: () => number): Due[] {
  const due: Due[] = [];
  for (let index = 0; index < devices; index++) {
    const offset = random() * everyMs;
    for (let round = 0; ; round++) {
      const at = Math.max(0, offset + round * everyMs + (random() * 2 - 1) * JITTER * everyMs);
      if (offset + round * everyMs >= durationMs) break;
      if (at < durationMs) due.push({ index, round, at });
    }
  }
  for (let at = 0; at < durationMs; at += EMPTY_EVERY_MS) due.push({ index: FLOOR, round: 0, at });
  return due.sort((one, other) => one.at - other.at);
}

class Tally {
  readonly #statuses: Record<number, number> = {};
  readonly #times: number[] = [];

  async time(url: string, due: number, init: RequestInit): Promise<void> {
    let status = 0;
    try {
      const response = await fetch(url, init);
      await response.arrayBuffer();
      status = response.status;
    } catch {
      // Counted as no answer.
    }
    this.#times.push(performance.now() - due);
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
  }

  answers(): Answers {
    return { statuses: this.#statuses, times: this.#times.toSorted((one, other) => one - other) };
  }
}

const INDUSTRIES = ['Mechanical engineering', 'Chemicals', 'Trade', 'Automotive', 'Construction', 'Logistics'];

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
        industry: INDUSTRIES[edits % INDUSTRIES.length] ?? '',
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
