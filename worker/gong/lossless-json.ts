/**
 * JSON whose integers do not fit a JS number: Gong's integration ids have 19 digits. Integers of more than 15 digits come out as strings of the same digits.
 */
export function parseLossless(text: string): unknown {
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, quoteBig));
}

function quoteBig(token: string): string {
  return /^-?\d{16,}$/.test(token) ? `"${token}"` : token;
}

/** An id that may have come as a number or as text, as text; null for anything else. */
export function idText(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return null;
}
