import { DEFECTS } from './defects.ts';
import { runJobs, type SeedOutcome } from './pool.ts';

/** Plants each defect and runs seeds until one fails, at most `most`. Prints a line each; true when all were noticed. */
export async function huntDefects(hunt: {
  readonly from: number;
  readonly most: number;
  readonly only: string | null;
  readonly processes: number;
}): Promise<boolean> {
  const defects = DEFECTS.filter(({ name }) => hunt.only === null || name === hunt.only);
  let missed = 0;
  for (const { name, file } of defects) {
    const caught = await firstFailure(name, hunt);
    if (caught === null) missed += 1;
    const end =
      caught === null
        ? `NOT noticed in ${hunt.most} seeds`
        : `seed ${caught.seed}: ${caught.wrong[0]?.split('\n', 1)[0]}`;
    console.log(`| ${name} | ${file} | ${end} |`);
  }
  console.log(`${defects.length - missed} noticed, ${missed} not noticed`);
  return missed === 0 && defects.length > 0;
}

/** Seeds are begun in order, so the first one that fails is among those that end first: the lowest of these is told. */
async function firstFailure(
  defect: string,
  { from, most, processes }: { readonly from: number; readonly most: number; readonly processes: number },
): Promise<SeedOutcome | null> {
  let first: SeedOutcome | null = null;
  const jobs = Array.from({ length: most }, (_, index) => ({ seed: from + index }));
  await runJobs(
    jobs,
    (outcome) => {
      if (outcome.wrong.length > 0 && (first === null || outcome.seed < first.seed)) first = outcome;
      return first === null;
    },
    { defect, processes },
  );
  return first;
}
