import * as z from 'zod';
import { profileSchema } from './schema.ts';

/** The profile's format as JSON Schema (draft 2020-12), for editors: what may be written, before defaults and shorthand are filled in. */
export function profileJsonSchema(): object {
  return {
    ...z.toJSONSchema(profileSchema, { io: 'input', unrepresentable: 'any', reused: 'ref' }),
    title: 'CRM Bridge for Gong: profile',
    description: 'How to read one CRM. Reference: docs/profiles.md.',
  };
}
