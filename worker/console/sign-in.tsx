/** @jsxImportSource hono/jsx */
import type { Refused } from '../api/answers.ts';
import { statusOf } from '../api/answers.ts';
import { Problem, plainPage, withRetry } from './parts/layout.tsx';
import { Field } from './parts/pieces.tsx';

/** The form that asks for ADMIN_TOKEN, with what was wrong the last time. `next`: where to go then. */
export function signInPage(next: string, refusal: Refused | null): Response {
  const response = plainPage(
    'Sign in',
    <section class="card stack">
      <img src="/console/icon.svg" alt="" width="40" height="40" />
      <h1>CRM Bridge</h1>
      {refusal === null ? null : <Problem refusal={refusal} />}
      <form method="post" action="/console/sign-in" class="stack">
        <input type="hidden" name="next" value={next} />
        <Field
          label="Administrator token"
          for="token"
          hint="The Worker’s secret ADMIN_TOKEN. You stay signed in for 30 minutes after your last step, eight hours at most."
        >
          <input
            id="token"
            name="token"
            type="password"
            autocomplete="current-password"
            required
            aria-describedby="token-hint"
          />
        </Field>
        <button type="submit" class="button primary">
          Sign in
        </button>
      </form>
    </section>,
    refusal === null ? 200 : statusOf(refusal.code),
  );
  return refusal === null ? response : withRetry(response, refusal);
}

/** A refusal before anybody is signed in. */
export function refusalPage(refusal: Refused): Response {
  return plainPage('Not let in', <Problem refusal={refusal} />, statusOf(refusal.code));
}
