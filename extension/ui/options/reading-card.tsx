import { useEffect, useId, useState } from 'preact/hooks';
import type { LocalSettings } from '../../settings/local-settings.ts';
import { readerLocale, text } from '../text.ts';
import { Card } from './card.tsx';

interface ReadingCardProps {
  readonly settings: LocalSettings;
  /** What policy decides for everybody: shown, not to be changed. */
  readonly managed: readonly string[];
  readonly save: (settings: Partial<LocalSettings>) => void;
}

/** Offered when quiet hours are switched on: from 22 to 6 o'clock. */
const USUAL_QUIET = { from: 22, to: 6 };
/** A choice that is not stored by then was refused. */
const STORED_WITHIN_MS = 2_000;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** When pages are read without a press of Sync. */
export function ReadingCard({ settings, managed, save: keep }: ReadingCardProps) {
  const [chosen, choose] = useState<Partial<LocalSettings>>({});
  const { capture, openTabs, quietHours } = { ...settings, ...chosen };
  // A choice shows at once, and is what is stored as soon as that has been read again.
  useEffect(() => {
    const timer = setTimeout(() => choose({}), STORED_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [chosen]);
  const save = (change: Partial<LocalSettings>) => {
    choose({ ...chosen, ...change });
    keep(change);
  };
  const quiet = quietHours ?? USUAL_QUIET;
  return (
    <Card title={text('reading')}>
      <Choice
        checked={capture}
        label={text('setting_capture')}
        note={text('setting_capture_note')}
        managed={managed.includes('capture')}
        set={(on) => save({ capture: on })}
      />
      <Choice
        checked={openTabs}
        label={text('setting_schedule')}
        note={text('setting_schedule_note')}
        managed={managed.includes('openTabs')}
        set={(on) => save({ openTabs: on })}
      />
      <Choice
        checked={quietHours !== null}
        label={text('setting_quiet')}
        note={text('setting_quiet_note')}
        managed={managed.includes('quietHours')}
        set={(on) => save({ quietHours: on ? USUAL_QUIET : null })}
      />
      {quietHours !== null && !managed.includes('quietHours') && (
        <div class="quiet">
          <Hour label={text('quiet_from')} hour={quiet.from} set={(from) => save({ quietHours: { ...quiet, from } })} />
          <Hour label={text('quiet_to')} hour={quiet.to} set={(to) => save({ quietHours: { ...quiet, to } })} />
        </div>
      )}
    </Card>
  );
}

interface ChoiceProps {
  readonly checked: boolean;
  readonly label: string;
  readonly note: string;
  readonly managed: boolean;
  readonly set: (on: boolean) => void;
}

function Choice({ checked, label, note, managed, set }: ChoiceProps) {
  const id = useId();
  return (
    <div class="choice">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={managed}
        aria-describedby={`${id}-note`}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      <p id={`${id}-note`} class="soft">
        {managed ? text('setting_managed') : note}
      </p>
    </div>
  );
}

function Hour(props: { readonly label: string; readonly hour: number; readonly set: (hour: number) => void }) {
  return (
    <label>
      {props.label}
      <select value={props.hour} onChange={(event) => props.set(Number(event.currentTarget.value))}>
        {HOURS.map((hour) => (
          <option key={hour} value={hour}>
            {new Date(2000, 0, 1, hour).toLocaleTimeString(readerLocale(), { hour: '2-digit', minute: '2-digit' })}
          </option>
        ))}
      </select>
    </label>
  );
}
