import type { CrmExpectation } from './compare.ts';

export const xrms: CrmExpectation = { preset: 'xrms.json', ignores: () => true, states: () => null, roles: {} };
