import { useState } from 'preact/hooks';
import { text } from '../text.ts';
import { Card } from './card.tsx';

interface DiagnosticsCardProps {
  readonly report: string;
  readonly copy: (text: string) => Promise<void>;
}

/** The diagnostics report: shown before it is copied, so that a person sees what they hand on. */
export function DiagnosticsCard({ report, copy }: DiagnosticsCardProps) {
  const [copied, setCopied] = useState(false);
  return (
    <Card title={text('diagnostics')}>
      <p>{text('diagnostics_what')}</p>
      <div class="buttons">
        <button type="button" class="button small" onClick={() => void copy(report).then(() => setCopied(true))}>
          {text('copy_report')}
        </button>
        <span role="status" class="copied">
          {copied && text('copied')}
        </span>
      </div>
      <details>
        <summary>{text('show_report')}</summary>
        <textarea class="report" readOnly rows={16} dir="ltr" aria-label={text('diagnostics')} value={report} />
      </details>
    </Card>
  );
}
