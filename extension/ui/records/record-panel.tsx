import type { Explained } from '../../../shared/errors/coded-error.ts';
import type { ObjectType } from '../../../shared/objects/object-type.ts';
import { STANDARD_FIELDS, standardField } from '../../../shared/objects/standard-fields.ts';
import type { FieldProblem, FieldValue } from '../../../shared/protocol/reading.ts';
import { fieldName, fieldText, inFieldWords } from '../field-words.ts';
import { formatMoment } from '../moments.ts';
import { objectName } from '../object-names.ts';
import { OutsideLink } from '../outside-link.tsx';
import { Refusal } from '../refusal.tsx';
import { inReadersLanguage, problemInReadersLanguage } from '../sentences.ts';
import { SyncSymbol } from '../symbols.tsx';
import { readerLocale, type TextKey, text } from '../text.ts';
import { webAddress } from '../web-address.ts';
import type { AgainOutcome, RecordDetails } from './record-source.ts';
import { StateWord } from './state-word.tsx';
import { nameOf, type RecordState } from './stored-record.ts';
import { type Story, StoryList } from './story-list.tsx';

interface RecordPanelProps {
  readonly details: RecordDetails;
  readonly state: RecordState;
  readonly story: Story;
  /** Why reading it again was refused; null when it was not. */
  readonly refusal: Explained | null;
  readonly now: number;
  readonly readAgain: () => void;
}

/** One record: what was read of it field by field, with problems marked, and what Gong said. */
export function RecordPanel({ details, state, story, refusal, now, readAgain }: RecordPanelProps) {
  const { row, mirror, rejected, again } = details;
  const when = (instant: string) => formatMoment(instant, now, readerLocale());
  const name = nameOf(row.reading) ?? row.crmId;
  const general = row.reading?.problems.filter(({ field }) => field === undefined) ?? [];
  const reason = rejected?.reason ?? mirror?.reason ?? null;
  return (
    <>
      <h2 class="clamp" title={name}>
        <bdi>{name}</bdi>
      </h2>
      <p class="panel-line soft">
        {objectName(row.objectType)}{' '}
        <bdi class="clamp" title={row.objectId.slice(0, 500)}>
          {row.objectId}
        </bdi>
      </p>
      <p class="panel-line">
        <StateWord state={state} />
        {mirror?.confirmedAt != null && state === 'confirmed' && <span class="soft">{when(mirror.confirmedAt)}</span>}
      </p>
      <p class="panel-line">
        <OutsideLink to={row.reading?.pageUrl}>{text('open_in_crm')}</OutsideLink>
        <button type="button" class="button small" onClick={readAgain}>
          <SyncSymbol size={13} />
          {text('read_again')}
        </button>
      </p>
      <div role="status" class="again">
        {again !== null && <p class="soft">{text(AGAIN_TEXTS[again.outcome ?? 'wait'])}</p>}
      </div>
      <Refusal error={refusal} />
      {state === 'rejected' && reason !== null && (
        <p class="said wrap" title={reason.slice(0, 2000)}>
          <bdi>{inFieldWords(row.objectType, inReadersLanguage(reason))}</bdi>
        </p>
      )}
      {general.map((problem) => (
        <ProblemNote key={`${problem.code} ${problem.message}`} problem={problem} />
      ))}
      <FieldTable details={details} now={now} />
      <p class="soft">{text('read_at', when(row.reading?.readAt ?? new Date(row.seenAt).toISOString()))}</p>
      <h3>{text('story')}</h3>
      <StoryList story={story} now={now} />
    </>
  );
}

const AGAIN_TEXTS: Record<AgainOutcome | 'wait', TextKey> = {
  wait: 'again_wait',
  changed: 'again_changed',
  same: 'again_same',
  gone: 'again_gone',
  denied: 'again_denied',
  'not-shown': 'again_not_shown',
};

function FieldTable({ details: { row, names: called }, now }: Pick<RecordPanelProps, 'details' | 'now'>) {
  const fields = row.reading?.fields ?? {};
  const problems = Map.groupBy(row.reading?.problems ?? [], ({ field }) => field ?? '');
  const standard = Object.keys(STANDARD_FIELDS[row.objectType]);
  const names = new Set([...standard, ...Object.keys(fields), ...problems.keys()]);
  names.delete('');
  return (
    <table class="fields" aria-label={text('fields')}>
      <tbody>
        {[...names]
          .filter((name) => name in fields || problems.has(name) || standardField(row.objectType, name)?.mandatory)
          .map((name) => (
            <tr key={name} class={problems.has(name) ? 'troubled' : ''}>
              <th scope="row" class="wrap" title={name}>
                <bdi>{fieldName(row.objectType, name)}</bdi>
              </th>
              <td>
                <Value type={row.objectType} field={name} value={fields[name]} called={called[name]} now={now} />
                {problems.get(name)?.map((problem) => (
                  <ProblemNote key={`${problem.code} ${problem.message}`} problem={problem} />
                ))}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

interface ValueProps {
  readonly type: ObjectType;
  readonly field: string;
  readonly value: FieldValue | undefined;
  /** What the record is called whose id the value is. */
  readonly called: string | undefined;
  readonly now: number;
}

function Value({ type, field, value, called, now }: ValueProps) {
  if (value === undefined) return <span class="soft">{text('unread')}</span>;
  if (value === null || value === '') return <span class="soft">{text('empty')}</span>;
  const address = typeof value === 'string' && /^https?:/i.test(value) ? webAddress(value) : null;
  if (address !== null) return <OutsideLink to={address}>{<span class="clamp">{address}</span>}</OutsideLink>;
  if (called !== undefined)
    return (
      <span class="clamp" title={called.slice(0, 500)}>
        <bdi>{called.slice(0, 500)}</bdi> <bdi class="soft">{String(value)}</bdi>
      </span>
    );
  const plain = fieldText(type, field, value, now);
  // What is long enough to scroll can be reached by keyboard.
  const long = plain.length > 200 || plain.split('\n').length > 10;
  return (
    <bdi class="value" tabIndex={long ? 0 : undefined} title={long ? plain.slice(0, 10_000) : String(value)}>
      {plain.slice(0, 2000)}
    </bdi>
  );
}

function ProblemNote({ problem }: { readonly problem: FieldProblem }) {
  return (
    <>
      <p class="problem-note clamp" title={problem.message.slice(0, 2000)}>
        <bdi>{problemInReadersLanguage(problem)}</bdi>
      </p>
      <p class="code clip soft">{problem.code}</p>
    </>
  );
}
