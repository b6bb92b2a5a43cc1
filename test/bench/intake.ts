/**
 * How fast batches of 500 records are taken in, beside a bare `json_each` upsert of the same records in the same Durable Object, in workerd. The bare one writes the
 * same values of each record to one table with one unique key, and knows nothing of them.
 *
 * Two floors. In the object: from the form in which a batch enters it (packed by the Worker in front; for the bare one the text of its statement) to its being on
 * disk; this is what a company has one of. In all: from the batch as it was read and checked, what is done to it in front included.
 */
import { benchServer } from './bench-server.ts';
import { type Spread, spread } from './spread.ts';

const SIDES = ['ledger', 'bare', 'pack', 'text'] as const;
type Side = (typeof SIDES)[number];

export interface IntakeCase {
  readonly name: string;
  readonly recordBytes: number;
  /** Milliseconds of the processor a batch. */
  readonly cpu: Readonly<Record<Side, Spread>>;
  /** Speed of the ledger as a share of the bare upsert's in the object, round by round: of the processor's time, and on the wall. */
  readonly toBare: Spread;
  readonly wallToBare: Spread;
  /** The same in all, of the processor's time. */
  readonly inAllToBare: Spread;
}

const CASES = [
  ['new', 0],
  ['unchanged', 0],
  ['changed', 1],
] as const;

/** Batches in one sample: clocks in workerd and of the kernel are coarse. */
const SAMPLE = 12;

/** Measures three cases: every record new, every one unchanged, every one changed. */
export async function benchIntake(rounds: number): Promise<IntakeCase[]> {
  const server = await benchServer();
  try {
    const cases = { new: measured(), unchanged: measured(), changed: measured() };
    let bytes = 0;
    for (let round = -1; round < rounds; round += 1) {
      const from = (round + 1) * SAMPLE;
      // Each case is a sync of its own, as no press of Sync reads a record twice.
      for (const [sync, [name, version]] of CASES.entries()) {
        bytes = await server.call(`/prepare?from=${from}&count=${SAMPLE}&version=${version}&sync=${sync}`);
        for (let turn = 0; turn < SIDES.length; turn += 1) {
          const side = SIDES[(turn + round + SIDES.length) % SIDES.length] ?? 'ledger';
          const time = await server.time(`/${side}`);
          // The first round warms up.
          if (round < 0) continue;
          cases[name][side].wall.push(time.wall / SAMPLE);
          cases[name][side].cpu.push(time.cpu / SAMPLE);
        }
        if (name === 'new') await server.call('/confirm');
      }
    }
    return Object.entries(cases).map(([name, sides]) => summary(name, bytes, sides));
  } finally {
    await server.close();
  }
}

type Samples = Record<Side, { wall: number[]; cpu: number[] }>;

function measured(): Samples {
  const none = () => ({ wall: [], cpu: [] });
  return { ledger: none(), bare: none(), pack: none(), text: none() };
}

function summary(name: string, recordBytes: number, all: Samples): IntakeCase {
  const sum = (one: Side, other: Side) => all[one].cpu.map((ms, n) => ms + (all[other].cpu[n] ?? Number.NaN));
  const share = (floor: readonly number[], ours: readonly number[]) =>
    spread(floor.map((ms, n) => ms / (ours[n] ?? Number.NaN)));
  return {
    name,
    recordBytes: Math.round(recordBytes),
    cpu: {
      ledger: spread(all.ledger.cpu),
      bare: spread(all.bare.cpu),
      pack: spread(all.pack.cpu),
      text: spread(all.text.cpu),
    },
    toBare: share(all.bare.cpu, all.ledger.cpu),
    wallToBare: share(all.bare.wall, all.ledger.wall),
    inAllToBare: share(sum('bare', 'text'), sum('ledger', 'pack')),
  };
}
