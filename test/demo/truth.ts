import { perType } from '../../shared/objects/object-type.ts';
import { type Comparison, compareWithTruth } from './compare.ts';
import type { Stage } from './stage.ts';

/** The demo CRM shows times to the minute. */
const CRM_RESOLUTION_SECONDS = 60;

/** What the fake Gong holds against what the demo CRM holds; undefined where another CRM or Gong takes the part. */
export function compareStage({ crm, gong }: Pick<Stage, 'crm' | 'gong'>): Comparison | undefined {
  if (!crm || !gong) return undefined;
  const truth = crm.truth();
  return compareWithTruth(
    perType((type) => new Map(truth[type].map((record) => [String(record['objectId']), record]))),
    perType((type) => gong.objects(type)),
    CRM_RESOLUTION_SECONDS,
  );
}
