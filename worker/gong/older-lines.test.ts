import { expect, it } from 'vitest';
import { translateLine } from '../../test/fake-gong/legacy-lines.ts';
import { olderLine } from './older-lines.ts';

it.each([
  [
    'DEAL',
    {
      objectId: 'd1',
      modifiedDate: '2026-01-01T00:00:00Z',
      status: 'OPEN',
      closeDate: '2026-05-01',
      amount: 5,
      name: 'x',
    },
  ],
  ['DEAL', { objectId: 'd1', modifiedDate: '2026-01-01T00:00:00Z', status: 'WON', closeDate: '2026-05-01', amount: 5 }],
  ['DEAL', { objectId: 'd1', modifiedDate: '2026-01-01T00:00:00Z', status: 'LOST', closeDate: null, amount: null }],
  ['STAGE', { objectId: 's1', modifiedDate: '2026-01-01T00:00:00Z', name: 'Won', sortOrder: 3 }],
  ['ACCOUNT', { objectId: 'a1', modifiedDate: '2026-01-01T00:00:00Z', isDeleted: true }],
] as const)('olderLine says a %s so that the older generation means the same', (type, line) => {
  const older = olderLine(type, line);
  expect(older).not.toHaveProperty('modifiedDate');
  expect(translateLine(type, older, 0)).toEqual(line);
});
