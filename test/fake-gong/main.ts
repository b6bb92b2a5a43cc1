import { parseArgs } from 'node:util';
import { startFakeGong } from './index.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    key: { type: 'string' },
    secret: { type: 'string' },
    mode: { type: 'string', default: 'strict' },
    legacy: { type: 'boolean', default: false },
    pretty: { type: 'boolean', default: false },
    'account-settle-seconds': { type: 'string' },
    'no-rate-limit': { type: 'boolean', default: false },
  },
});

const settle = values['account-settle-seconds'];
const fake = await startFakeGong({
  port: Number(values.port),
  mode: values.mode === 'lenient' ? 'lenient' : 'strict',
  legacy: values.legacy,
  prettyPrint: values.pretty,
  ...(values.key === undefined ? {} : { accessKey: values.key }),
  ...(values.secret === undefined ? {} : { accessKeySecret: values.secret }),
  ...(values['no-rate-limit'] ? { rateLimit: false as const } : {}),
  ...(settle === undefined
    ? {}
    : { accountSettleMs: Number(settle) * 1_000, settlement: { ACCOUNT: Number(settle) * 1_000 } }),
});
console.log(JSON.stringify({ url: fake.url }));
