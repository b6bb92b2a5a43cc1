import type { ProfileProblem } from './profile-problem.ts';

/** One step per format: turns a profile of format n into one of n + 1. */
type Step = (profile: Record<string, unknown>) => Record<string, unknown>;
const STEPS: Readonly<Record<number, Step>> = {
  // Format 0, before the first release, called pages' addresses `address` and had one origin string under `crm.url`.
  0: (profile) => {
    const { crm, pages, ...rest } = profile;
    const { url, ...others } = isObject(crm) ? crm : {};
    const renamed = Object.entries(isObject(pages) ? pages : {}).map(([key, page]) => {
      if (!isObject(page) || !('address' in page)) return [key, page];
      const { address, ...kept } = page;
      return [key, { url: address, ...kept }];
    });
    return {
      ...rest,
      format: 1,
      crm: { ...(url === undefined ? {} : { origin: url }), ...others },
      pages: Object.fromEntries(renamed),
    };
  },
};
const NEWEST = 1;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Brings a profile of any known format to the newest; unknown formats are a problem, never a guess. */
export function migrateProfile(
  input: unknown,
): { ok: true; value: Record<string, unknown> } | { ok: false; problem: ProfileProblem } {
  if (!isObject(input)) {
    return {
      ok: false,
      problem: {
        path: '',
        what: 'is not a JSON object',
        why: 'A profile is one object.',
        example: '{ "format": 1, "name": "Our CRM", … }',
      },
    };
  }
  let value = input;
  for (let format = value['format']; format !== NEWEST; format = value['format']) {
    const step = typeof format === 'number' && Object.hasOwn(STEPS, format) ? STEPS[format] : undefined;
    if (!step) {
      const newer = typeof format === 'number' && format > NEWEST;
      return {
        ok: false,
        problem: {
          path: 'format',
          what: newer ? `is ${format}, which this version does not know` : 'is missing or not a known number',
          why: newer ? 'It was written for a newer version: update the bridge.' : 'It says how the rest is to be read.',
          example: `"format": ${NEWEST}`,
        },
      };
    }
    value = step(value);
  }
  return { ok: true, value };
}
