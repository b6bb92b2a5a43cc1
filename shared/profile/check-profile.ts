import { OBJECT_TYPES } from '../objects/object-type.ts';
import { checkCrm } from './check-crm.ts';
import { checkIds } from './check-ids.ts';
import { checkObject } from './check-object.ts';
import { checkPage } from './check-page.ts';
import type { Add, ProfileProblem } from './profile-problem.ts';
import type { Profile } from './schema.ts';

/** What the shape alone cannot say: names that point nowhere, records without ids, fields that Gong does not have. */
export function checkProfile(profile: Profile): ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const add: Add = (path, what, why, example) => problems.push({ path, what, why, example });
  checkCrm(profile, add);
  for (const [key, page] of Object.entries(profile.pages)) checkPage(profile, key, page, add);
  for (const type of OBJECT_TYPES) checkObject(profile, type, add);
  checkIds(profile, add);
  return problems;
}
