/** Numbers and ids that look random and are the same for the same seed. */
export type Random = {
  /** From 0 (included) to 1 (excluded). */
  fraction(): number;
  /** 18 or 19 lower-case letters and digits, as Gong's requestId. */
  requestId(): string;
  /** 19 digits above 2^53 that change when they pass through a JS number. */
  integrationId(): string;
  /** Letters and digits of the given length, for codes and tokens. */
  token(length: number): string;
};

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Mulberry32: small, fast, good enough for ids that only have to differ. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (alphabet: string): string => alphabet.charAt(Math.floor(fraction() * alphabet.length));
  const token = (length: number): string => Array.from({ length }, () => pick(LETTERS_AND_DIGITS)).join('');
  const integrationId = (): string => {
    for (;;) {
      const digits = pick('12345678') + Array.from({ length: 17 }, () => pick('0123456789')).join('') + pick('1379');
      if (BigInt(Number(digits)).toString() !== digits) return digits;
    }
  };
  return { fraction, token, integrationId, requestId: () => token(fraction() < 0.5 ? 18 : 19) };
}
