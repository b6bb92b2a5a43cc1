/**
 * How fast batches of 500 records are taken in, beside a bare `json_each` upsert of the same records in the same Durable Object, in workerd.
 * A batch is taken in from the call of the object's method with it to its being on disk.
 */
import { benchServer } from './bench-server.ts';
import { type Spread, spread } from './spread.ts';

const SIDES = ['ledger', 'bare', 'bareWithText'] as const;
type Side = (typeof SIDES)[number];

export interface IntakeCase {
  readonly name: string;
  readonly recordBytes: number;
  /** Milliseconds a batch, on the wall and of the processor. */
  readonly wall: Readonly<Record<Side, Spread>>;
  readonly cpu: Readonly<Record<Side, Spread>>;
  /** Speed of the ledger as a share of the bare upsert's, round by round: of the processor's time. */
  readonly toBare: Spread;
  /** The same where the bare upsert has to write its text, too. */
  readonly toBareWithText: Spread;
  readonly wallToBare: Spread;
}

/** Batches in one sample: clocks in workerd and of the kernel are coarse. */
const SAMPLE = 6;

/** Measures three cases: every record new, every one unchanged, every one changed. */
export async function benchIntake(rounds: number): Promise<IntakeCase[]> {
  const server = await benchServer();
  try {
    const cases = { new: measured(), unchanged: measured(), changed: measured() };
    let bytes = 0;
    for (let round = -1; round < rounds; round += 1) {
      const from = (round + 1) * SAMPLE;
      for (const [name, version] of [
        ['new', 0],
        ['unchanged', 0],
        ['changed', 1],
      ] as const) {
        for (let turn = 0; turn < SIDES.length; turn += 1) {
          const side = SIDES[(turn + round + SIDES.length) % SIDES.length] ?? 'ledger';
          // A record is new once: writing the text is measured with records that are known.
          if (name === 'new' && side === 'bareWithText') continue;
          bytes = await server.call(`/prepare?from=${from}&count=${SAMPLE}&version=${version}`);
          const time = await server.time(`/${side}`);
          // The first round warms up.
          if (round < 0) continue;
          cases[name][side].wall.push(time.wall / SAMPLE);
          cases[name][side].cpu.push(time.cpu / SAMPLE);
        }
        if (name === 'new') await server.call('/confirm');
      }
    }
    return Object.entries(cases).map(([name, sides]) => summary(name, bytes, sides, cases.unchanged));
  } finally {
    await server.close();
  }
}

type Samples = Record<Side, { wall: number[]; cpu: number[] }>;

function measured(): Samples {
  return { ledger: { wall: [], cpu: [] }, bare: { wall: [], cpu: [] }, bareWithText: { wall: [], cpu: [] } };
}

function summary(name: string, recordBytes: number, samples: Samples, known: Samples): IntakeCase {
  const bareWithText =
    name === 'new'
      ? // What writing the text costs is the same for new records.
        {
          wall: samples.bare.wall.map((ms, n) => ms + (known.bareWithText.wall[n] ?? 0) - (known.bare.wall[n] ?? 0)),
          cpu: samples.bare.cpu.map((ms, n) => ms + (known.bareWithText.cpu[n] ?? 0) - (known.bare.cpu[n] ?? 0)),
        }
      : samples.bareWithText;
  const all = { ...samples, bareWithText };
  const ratio = (side: Side, clock: 'wall' | 'cpu') =>
    spread(all[side][clock].map((ms, n) => ms / (samples.ledger[clock][n] ?? Number.NaN)));
  const times = (clock: 'wall' | 'cpu') => ({
    ledger: spread(all.ledger[clock]),
    bare: spread(all.bare[clock]),
    bareWithText: spread(all.bareWithText[clock]),
  });
  return {
    name,
    recordBytes: Math.round(recordBytes),
    wall: times('wall'),
    cpu: times('cpu'),
    toBare: ratio('bare', 'cpu'),
    toBareWithText: ratio('bareWithText', 'cpu'),
    wallToBare: ratio('bare', 'wall'),
  };
}
