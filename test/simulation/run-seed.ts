import { FAULT_HAPPENINGS, ORDINARY } from './happenings.ts';
import { settle } from './settle.ts';
import { createSystem, wrongNow } from './system.ts';

export interface SeedOptions {
  /** How many things happen before everything settles. */
  readonly steps: number;
  /** Faults that do not happen, by name. */
  readonly without?: ReadonlySet<string>;
}

export interface SeedResult {
  readonly wrong: readonly string[];
  /** What happened, in order. */
  readonly happened: readonly string[];
}

/** One thing in eight goes wrong. */
const FAULT_SHARE = 1 / 8;
const FAULTS = Object.entries(FAULT_HAPPENINGS);
const WEIGHTED = Object.entries(ORDINARY).flatMap(([name, [weight, happening]]) =>
  Array.from({ length: weight }, () => [name, happening] as const),
);

/** One run of the whole system. The same seed and options replay exactly. */
export async function runSeed(seed: number, { steps, without = new Set() }: SeedOptions): Promise<SeedResult> {
  const system = await createSystem(seed);
  const { random } = system;
  const happened: string[] = [];
  try {
    for (let step = 0; step < steps; step += 1) {
      const list = random() < FAULT_SHARE ? FAULTS : WEIGHTED;
      const [name, happening] = list[Math.floor(random() * list.length)] ?? ['nothing', () => undefined];
      if (without.has(name)) continue;
      happened.push(name);
      await happening(system);
      const wrong = wrongNow(system);
      if (wrong.length > 0) return { wrong, happened };
    }
    return { wrong: await settle(system), happened };
  } catch (error) {
    return { wrong: [error instanceof Error ? (error.stack ?? error.message) : String(error)], happened };
  } finally {
    await system.close();
  }
}

/** The shortest run of a failing seed that was found: fewer steps first, then fewer kinds of faults. */
export async function shorten(seed: number, steps: number): Promise<Required<SeedOptions> & SeedResult> {
  let best = { steps, without: new Set<string>(), ...(await runSeed(seed, { steps })) };
  const attempt = async (options: Required<SeedOptions>) => {
    const result = await runSeed(seed, options);
    if (result.wrong.length === 0) return false;
    best = { ...options, without: new Set(options.without), ...result };
    return true;
  };
  for (let cut = Math.floor(steps / 2); cut >= 1; cut = Math.floor(cut / 2))
    while (best.steps > cut && (await attempt({ ...best, steps: best.steps - cut })));
  for (const name of new Set(best.happened.filter((one) => one in FAULT_HAPPENINGS)))
    await attempt({ ...best, without: new Set([...best.without, name]) });
  return best;
}
