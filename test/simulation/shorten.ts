import { runJobs, type SeedOutcome } from './pool.ts';
import type { SeedJob } from './seed-worker.ts';

export type Shortened = SeedOutcome & Pick<SeedJob, 'steps' | 'without'>;

/** The shortest run of a failing seed that was found: fewer steps first, then fewer kinds of faults. */
export async function shorten(failure: SeedOutcome): Promise<Shortened> {
  let best: Shortened = { ...failure, steps: failure.happened.length, without: [] };
  const attempt = async (options: Pick<SeedJob, 'steps' | 'without'>) => {
    let fails = false;
    await runJobs(
      [{ seed: failure.seed, ...options }],
      (outcome) => {
        fails = outcome.wrong.length > 0;
        if (fails) best = { ...outcome, ...options };
        return true;
      },
      { processes: 1 },
    );
    return fails;
  };
  const { length } = failure.happened;
  for (let cut = Math.floor(length / 2); cut >= 1; cut = Math.floor(cut / 2))
    while ((best.steps ?? 0) > cut && (await attempt({ steps: (best.steps ?? 0) - cut, without: best.without ?? [] })));
  for (const name of new Set(best.happened.flatMap((step) => step.split(' + '))))
    await attempt({ steps: best.steps ?? 0, without: [...(best.without ?? []), name] });
  return best;
}
