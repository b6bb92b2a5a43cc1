/** Writes docs/profile.schema.json: `node test/profile/json-schema.ts`. A test fails when the file is behind the code. */
import { writeFileSync } from 'node:fs';
import { profileJsonSchema } from '../../shared/profile/json-schema.ts';

writeFileSync(
  new URL('../../docs/profile.schema.json', import.meta.url),
  `${JSON.stringify(profileJsonSchema(), null, 2)}\n`,
);
