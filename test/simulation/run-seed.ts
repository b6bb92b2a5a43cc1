import { Checks } from './checks.ts';
import { FAULT_HAPPENINGS, ORDINARY } from './happenings.ts';
import { textOf } from './interleaving.ts';
import { settle } from './settle.ts';
import { createSystem, type System } from './system.ts';

export interface SeedOptions {
  /** How many steps are taken before everything settles; default: the seed's own number. */
  readonly steps?: number;
  /** Faults that do not happen, by name. */
  readonly without?: readonly string[];
}

export interface SeedResult {
  readonly wrong: readonly string[];
  /** What happened, in order; things that began in the same step are joined by +. */
  readonly happened: readonly string[];
  /** Two runs are the same run only if this is the same. */
  readonly trace: string;
  /** How much of the system it has moved. */
  readonly moved: { readonly pages: number; readonly calls: number; readonly uploads: number };
}

/** One thing in six goes wrong. */
const FAULT_SHARE = 1 / 6;
/** So many things begin in one step. */
const AT_ONCE = [1, 1, 1, 2, 2, 3] as const;
/** So many of those that wait at a gate are let through after a step. */
const THROUGH = [0, 1, 1, 2, 2, 4] as const;
/** There are more kinds of faults between Worker and Gong than on all other sides: these happen twice as often. */
const FAULTS = Object.entries(FAULT_HAPPENINGS).flatMap((fault) =>
  fault[0].startsWith('Gong: ') ? [fault] : [fault, fault],
);
const WEIGHTED = Object.entries(ORDINARY).flatMap(([name, [weight, happening]]) =>
  Array.from({ length: weight }, () => [name, happening] as const),
);

/** One run of the whole system. The same seed and options replay exactly. */
export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedResult> {
  const system = await createSystem(seed);
  const { random, trace, watch, gong } = system;
  const happened: string[] = [];
  let wrong: readonly string[];
  try {
    wrong = await run(system, options, happened);
  } catch (error) {
    wrong = [textOf(error)];
  }
  trace.note(random(), ...wrong);
  await system.close();
  const moved = { pages: watch.requests, calls: gong.calls().length, uploads: gong.uploads().length };
  return { wrong, happened, trace: trace.digest(), moved };
}

async function run(system: System, options: SeedOptions, happened: string[]): Promise<readonly string[]> {
  const { random, interleaving, browsers, traits } = system;
  const { steps = traits.steps, without = [] } = options;
  const checks = new Checks(system);
  if (traits.runIn) await runIn(system);
  for (let step = 0; step < steps; step += 1) {
    const names = begin(system, of(AT_ONCE, random), without);
    if (step === traits.takenOverAt) names.push(takeOver(system));
    happened.push(names.join(' + '));
    await interleaving.quiet();
    for (let left = of(THROUGH, random); left > 0 && (await interleaving.letOneThrough()); left -= 1);
    for (const browser of browsers) await browser.riseAgain();
    const wrong = checks.wrongNow();
    if (wrong.length > 0) return wrong;
  }
  return settle(system, checks);
}

/** Everything is read and sent once, before anything goes wrong. */
async function runIn({ browsers, bridge, interleaving }: System): Promise<void> {
  interleaving.start('run-in', async () => {
    for (const browser of browsers) await browser.syncAndStay();
    await bridge.pass(5 * 60_000);
  });
  while (interleaving.busy('run-in')) {
    await interleaving.quiet();
    while (await interleaving.letOneThrough());
  }
}

/** Begins so many things at once; answers their names. */
function begin(system: System, count: number, without: readonly string[]): string[] {
  const { random, trace } = system;
  return Array.from({ length: count }).flatMap(() => {
    const list = random() < FAULT_SHARE ? FAULTS : WEIGHTED;
    const [name, happening] = list[Math.floor(random() * list.length)] ?? ['nothing', () => undefined];
    if (without.includes(name)) return [];
    trace.note(name);
    happening(system);
    return [name];
  });
}

/** Somebody else signs in where the first rep was having everything read; answers what that is called. */
function takeOver({ browsers, trace }: System): string {
  const name = 'somebody else signs in while everything is read';
  const [browser, other] = browsers;
  trace.note(name);
  browser?.takeOver(other?.rep ?? browser.rep);
  return name;
}

function of<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}
