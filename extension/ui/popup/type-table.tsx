import { OBJECT_TYPES, type ObjectType } from '../../../shared/objects/object-type.ts';
import type { Overview, TypeOverview } from '../../store/overview.ts';
import { objectTypeName } from '../object-names.ts';
import { formatCount, formatShort, type TextKey, text } from '../text.ts';

const COLUMNS = ['inCrm', 'waiting', 'confirmed', 'rejected'] as const satisfies readonly (keyof TypeOverview)[];
const HEADINGS: Record<(typeof COLUMNS)[number], TextKey> = {
  inCrm: 'in_crm',
  waiting: 'waiting',
  confirmed: 'confirmed',
  rejected: 'rejected',
};

/** Per object type, what is where; null = not known yet. All six always, so that nothing moves. */
export function TypeTable({ types }: { readonly types: Overview['types'] | null }) {
  return (
    <table class="types" aria-label={text('object_types')}>
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">{text('object_type')}</span>
          </th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {text(HEADINGS[column])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {OBJECT_TYPES.map((type) => (
          <TypeRow key={type} type={type} counts={types?.[type] ?? null} />
        ))}
      </tbody>
    </table>
  );
}

function TypeRow({ type, counts }: { readonly type: ObjectType; readonly counts: TypeOverview | null }) {
  return (
    <tr>
      <th scope="row">{objectTypeName(type)}</th>
      {COLUMNS.map((column) => (
        <Count
          key={column}
          column={column}
          count={counts?.[column] ?? null}
          known={counts !== null && isKnown(counts)}
        />
      ))}
    </tr>
  );
}

/** Before a type has been read for the first time, nought would be a claim. */
function isKnown({ inCrm, read, waiting, confirmed, rejected, lastSweepAt }: TypeOverview): boolean {
  return lastSweepAt !== null || inCrm + read + waiting + confirmed + rejected > 0;
}

interface CountProps {
  readonly column: string;
  readonly count: number | null;
  readonly known: boolean;
}

function Count({ column, count, known }: CountProps) {
  if (count === null) return <td />;
  if (!known) {
    return (
      <td class="none" title={text('none_yet')}>
        –
      </td>
    );
  }
  return (
    <td class={count === 0 ? 'none' : column} title={formatCount(count)}>
      {formatShort(count)}
    </td>
  );
}
