import { readFlags } from '../../extension/packaging/flags.ts';
import { startDemoCrm } from './index.ts';

/** Runs until it is told to stop (SIGINT, SIGTERM). */
const USAGE = 'node test/demo-crm/main.ts [--port N] [--seed S] [--scale N] [--latency MS]';
const values = readFlags(
  {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    scale: { type: 'string' },
    latency: { type: 'string', default: '0' },
  },
  USAGE,
);

const crm = await startDemoCrm({
  port: Number(values.port),
  seed: Number(values.seed),
  latencyMs: Number(values.latency),
  ...(values.scale === undefined ? {} : { scale: Number(values.scale) }),
});
console.log(
  JSON.stringify({ url: crm.url, logins: crm.logins, truth: `${crm.url}/__truth`, control: `${crm.url}/__control/` }),
);

const stop = (): void => {
  void crm.close().then(() => process.exit(0));
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
