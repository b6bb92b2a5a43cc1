/** What the content script `reader.js` holds anyway and the reader takes from it instead of bringing a copy, see `packaging/reader-parts.ts`. */
import { fillTemplate, matchTemplate, searchTemplate, templateParts } from '../../shared/profile/template.ts';

export const base = { fillTemplate, matchTemplate, searchTemplate, templateParts } as const;

export type Base = typeof base;
