/** Counts costs with the simulation's store in memory, which is for a whole process; answers them as one line of JSON. */
import { takeOver } from '../simulation/environment.ts';
import { useStore } from '../simulation/stores.ts';

takeOver();
await useStore('memory');
const { countCosts } = await import('./costs.ts');
process.stdout.write(`${JSON.stringify(await countCosts(Number(process.argv[2])))}\n`);
