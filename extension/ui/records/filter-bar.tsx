import { useId } from 'preact/hooks';
import { isObjectType, OBJECT_TYPES } from '../../../shared/objects/object-type.ts';
import { objectTypeName } from '../object-names.ts';
import { text } from '../text.ts';
import type { RecordFilter } from './record-filter.ts';
import { RECORD_STATES } from './stored-record.ts';

interface FilterBarProps {
  readonly filter: RecordFilter;
  readonly change: (filter: RecordFilter) => void;
}

/** Search, and filters by type, state and problems. */
export function FilterBar({ filter, change }: FilterBarProps) {
  const id = useId();
  return (
    <search class="filters">
      <input
        type="search"
        aria-label={text('search')}
        placeholder={text('search')}
        value={filter.words}
        spellcheck={false}
        onInput={(event) => change({ ...filter, words: event.currentTarget.value })}
      />
      <select
        aria-label={text('object_type')}
        value={filter.type ?? ''}
        onChange={({ currentTarget: { value } }) => change({ ...filter, type: isObjectType(value) ? value : null })}
      >
        <option value="">{text('all_types')}</option>
        {OBJECT_TYPES.map((type) => (
          <option key={type} value={type}>
            {objectTypeName(type)}
          </option>
        ))}
      </select>
      <select
        aria-label={text('column_state')}
        value={filter.state ?? ''}
        onChange={({ currentTarget: { value } }) =>
          change({ ...filter, state: RECORD_STATES.find((state) => state === value) ?? null })
        }
      >
        <option value="">{text('all_states')}</option>
        {RECORD_STATES.map((state) => (
          <option key={state} value={state}>
            {text(`record_${state}`)}
          </option>
        ))}
      </select>
      <span class="only-problems">
        <input
          id={id}
          type="checkbox"
          checked={filter.withProblems}
          onChange={(event) => change({ ...filter, withProblems: event.currentTarget.checked })}
        />
        <label for={id}>{text('with_problems')}</label>
      </span>
    </search>
  );
}
