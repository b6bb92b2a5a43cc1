import { PROOF } from '../../numbers.ts';

/** Figures of the full proof, for docs/measured.md. */
export function measured(name: string, figures: Readonly<Record<string, unknown>>): void {
  if (PROOF) console.log(`measured ${name}: ${JSON.stringify(figures)}`);
}
