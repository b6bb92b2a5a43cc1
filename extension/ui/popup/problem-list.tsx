import type { ObjectType } from '../../../shared/objects/object-type.ts';
import type { SyncProblem } from '../../store/sync-result.ts';
import { errorWords } from '../error-words.ts';
import { fieldName } from '../field-words.ts';
import { objectName } from '../object-names.ts';
import { OutsideLink } from '../outside-link.tsx';
import { problemInReadersLanguage } from '../sentences.ts';
import { formatCount, text } from '../text.ts';
import type { ProblemGroup } from './problems.ts';

const PLACES_SHOWN = 20;
/** So few are shown without a press. */
const PLACES_OPEN = 3;

/** What went wrong, why, and the one thing to do. */
export function ProblemList({ groups }: { readonly groups: readonly ProblemGroup[] }) {
  return (
    <ul class="rows" aria-label={text('problems')}>
      {groups.map((group) => {
        const words = errorWords({
          ...group,
          what: problemInReadersLanguage({ code: group.code, message: group.what }),
        });
        return (
          <li key={group.code} class="problem">
            <p class="problem-what clamp" title={words.what}>
              {words.what}
              {group.places.length > 1 && <span class="times soft"> × {formatCount(group.places.length)}</span>}
            </p>
            {words.why !== '' && group.places.length === 0 && (
              <p class="soft clamp" title={words.why}>
                {words.why}
              </p>
            )}
            {words.next !== '' && <p class="problem-next clamp">{words.next}</p>}
            <Places places={group.places} />
            <p class="code soft">{group.code}</p>
          </li>
        );
      })}
    </ul>
  );
}

function Places({ places }: { readonly places: readonly SyncProblem[] }) {
  if (places.length === 0) return null;
  return (
    <details open={places.length <= PLACES_OPEN}>
      <summary>{text('where')}</summary>
      <ul>
        {places.slice(0, PLACES_SHOWN).map((place, index) => (
          <li key={index} class="place">
            <span class="clamp" title={place.message}>
              {place.objectType !== undefined && `${objectName(place.objectType)} `}
              <bdi>{place.objectId}</bdi>
              {place.field !== undefined && ` · ${nameOf(place.objectType, place.field)}`}
              {': '}
              <bdi>{problemInReadersLanguage(place)}</bdi>
            </span>
            <OutsideLink to={place.url}>{text('open_page')}</OutsideLink>
          </li>
        ))}
      </ul>
      {places.length > PLACES_SHOWN && (
        <p class="soft">{text('and_more', formatCount(places.length - PLACES_SHOWN))}</p>
      )}
    </details>
  );
}

const nameOf = (type: ObjectType | undefined, field: string) => (type === undefined ? field : fieldName(type, field));
