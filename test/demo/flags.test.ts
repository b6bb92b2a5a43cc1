import { describe, expect, it } from 'vitest';
import { parseFlags, UsageError } from './flags.ts';

describe('parseFlags', () => {
  it('settles accounts for 2 seconds with our Gong and for 60 with another', () => {
    expect(parseFlags([]).settleSeconds).toBe(2);
    expect(
      parseFlags(['--gong-url', 'http://127.0.0.1:1', '--gong-key', 'k', '--gong-secret', 's']).settleSeconds,
    ).toBe(60);
  });

  it('runs headless when there is no display', () => {
    if (process.platform !== 'linux') return expect(parseFlags([], {}).headless).toBe(false);
    expect(parseFlags([], {}).headless).toBe(true);
    expect(parseFlags([], { DISPLAY: ':0' }).headless).toBe(false);
  });

  it('keeps colons in a password', () => {
    const flags = parseFlags(['--crm-url', 'http://127.0.0.1:1', '--profile', 'p.json', '--login', 'jo:a:b']);
    expect(flags.crm).toMatchObject({ user: 'jo', password: 'a:b' });
  });

  it.each([
    [['--crm-url', 'http://127.0.0.1:1'], '--profile and --login'],
    [['--crm-url', 'nowhere', '--profile', 'p', '--login', 'a:b'], 'web address'],
    [['--crm-url', 'http://x', '--profile', 'p', '--login', 'ab'], 'USER:PASSWORD'],
    [['--seed', '-1'], 'seed'],
    [['--seed', '1.5'], 'whole number'],
    [['--colour'], 'colour'],
    [['sync'], 'sync'],
  ])('refuses %j with a sentence that names the flag', (args, words) => {
    expect(() => parseFlags(args)).toThrow(UsageError);
    expect(() => parseFlags(args)).toThrow(words);
  });
});
