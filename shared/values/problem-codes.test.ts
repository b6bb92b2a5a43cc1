import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES, type ProblemCode } from './problem-codes.ts';
import { problem } from './value-result.ts';

describe('problem', () => {
  it('has one sentence for every code', () => {
    for (const [code, sentence] of Object.entries(PROBLEM_CODES)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(problem(code as ProblemCode)).toEqual({ ok: false, code, message: sentence });
    }
  });

  it('quotes the text on one line, shortened, when it is long', () => {
    const { message } = problem('date-unparsable', `${'a\n'.repeat(100)}`, 'More.');
    expect(message).toMatch(/^The text is not .* More\. Found: “(a ){30}…”\.$/);
  });
});
