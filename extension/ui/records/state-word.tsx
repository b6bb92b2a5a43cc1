import { text } from '../text.ts';
import type { RecordState } from './stored-record.ts';

const TONE: Record<RecordState, string> = { waiting: 'busy', confirmed: 'good', rejected: 'bad', gone: 'quiet' };

/** How a record stands, in a word. */
export function StateWord({ state }: { readonly state: RecordState }) {
  return <span class={`word ${TONE[state]}`}>{text(`record_${state}`)}</span>;
}
