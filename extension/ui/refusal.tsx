import type { Explained } from '../../shared/errors/coded-error.ts';
import { errorWords } from './error-words.ts';

/** Why what was just asked for did not happen, and what to do; nothing where nothing was refused. */
export function Refusal({ error }: { readonly error: Explained | null }) {
  if (error === null) return null;
  const { what, why, next } = errorWords(error);
  return (
    <div class="refusal" role="alert">
      <p class="refusal-what clamp">{what}</p>
      <p class="clamp">{why}</p>
      <p class="clamp">{next}</p>
      <p class="code">{error.code}</p>
    </div>
  );
}
