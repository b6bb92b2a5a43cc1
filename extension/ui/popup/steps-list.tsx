import { CheckSymbol, PauseSymbol } from '../symbols.tsx';
import { plural, text } from '../text.ts';
import { outOf } from './status-card.tsx';
import type { Step } from './steps.ts';

/** The way of a sync in four steps, each with what is through. */
export function StepsList({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ol class="steps" aria-label={text('steps')}>
      {steps.map((step) => (
        <li key={step.name} class={`step ${step.state}`} aria-current={isCurrent(step) ? 'step' : undefined}>
          <span class="step-mark">
            {step.state === 'done' && <CheckSymbol size={12} />}
            {step.state === 'stopped' && <PauseSymbol size={12} />}
          </span>
          <span class="step-name">{text(`step_${step.name}`)}</span>
          <span class="unseen">{text(`step_state_${step.state}`)}</span>
          <span class="step-count">{countOf(step)}</span>
        </li>
      ))}
    </ol>
  );
}

const isCurrent = (step: Step) => step.state === 'now' || step.state === 'stopped';

function countOf({ name, done, of }: Step): string {
  if (done === null) return '';
  return plural(name === 'processing' ? 'step_uploads' : 'step_records', of ?? done, outOf(done, of));
}
