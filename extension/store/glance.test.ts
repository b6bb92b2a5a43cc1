import { expect, it } from 'vitest';
import { OVERVIEWS } from '../../test/e2e/screens/preview/overviews.ts';
import { glanceOf } from './glance.ts';

// The hostile state uses one text for everything, the company's name among it.
const states = Object.entries(OVERVIEWS).filter(([state]) => state !== 'hostile');

it.each(states)('a glance at %s holds nothing out of a record', (_, overview) => {
  const kept = JSON.stringify(glanceOf(overview));
  for (const { objectId, reason } of [...overview.rejected, ...overview.held]) {
    expect(kept).not.toContain(`"${objectId}"`);
    expect(kept).not.toContain(reason);
  }
  for (const { message } of overview.sync?.result.problems ?? []) expect(kept).not.toContain(message);
});
