import type { CrmExpectation } from './compare.ts';

export const dolibarr: CrmExpectation = { preset: 'dolibarr.json', ignores: () => true, states: () => null, roles: {} };
