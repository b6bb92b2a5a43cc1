import type { Overview } from '../../store/overview.ts';
import { formatDuration } from '../moments.ts';
import { formatCount, plural, text, textLanguage } from '../text.ts';

interface PageProgressProps {
  readonly progress: Overview['progress'];
  readonly shown: boolean;
}

/** How many pages of the CRM are read, and how long the rest will take. */
export function PageProgress({ progress, shown }: PageProgressProps) {
  const { pagesDone, pagesToDo, secondsLeft } = progress;
  const all = pagesDone + pagesToDo;
  const share = all === 0 ? 0 : Math.min(1, pagesDone / all);
  if (!shown) return null;
  // Who is signed in is looked up first: until then nobody knows how many pages there are, and "0 of 0" says nothing.
  const pages = all === 0 ? '\u00a0' : plural('pages_of', all, formatCount(pagesDone));
  const left = secondsLeft === null ? '' : text('time_left', formatDuration(secondsLeft * 1000, textLanguage()));
  return (
    <div class="progress">
      <div
        class="progress-track"
        role="progressbar"
        aria-label={text('pages_read')}
        {...(all === 0
          ? {}
          : {
              'aria-valuemin': 0,
              'aria-valuemax': all,
              'aria-valuenow': pagesDone,
              'aria-valuetext': left === '' ? pages : `${pages}, ${left}`,
            })}
      >
        <div class="progress-bar" style={{ transform: `scaleX(${share})` }} />
      </div>
      <p class="progress-words soft">
        <span>{pages}</span>
        <span>{left}</span>
      </p>
    </div>
  );
}
