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
        <Count key={column} column={column} count={counts?.[column] ?? null} />
      ))}
    </tr>
  );
}

function Count({ column, count }: { readonly column: string; readonly count: number | null }) {
  if (count === null) return <td />;
  return (
    <td class={count === 0 ? 'none' : column} title={formatCount(count)}>
      {formatShort(count)}
    </td>
  );
}
