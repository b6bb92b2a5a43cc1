/** `npm run docs`: writes what the documentation takes out of the code. A test fails when a file is behind. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorTable } from '../../shared/errors/error-table.ts';
import { profileJsonSchema } from '../../shared/profile/json-schema.ts';
import { ROOT } from '../demo/root.ts';

writeFileSync(join(ROOT, 'docs/profile.schema.json'), `${JSON.stringify(profileJsonSchema(), null, 2)}\n`);
writeFileSync(join(ROOT, 'docs/error-codes.md'), errorTable());
