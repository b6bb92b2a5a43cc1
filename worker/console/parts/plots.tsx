/** @jsxImportSource hono/jsx */
import type { FC, PropsWithChildren } from 'hono/jsx';
import { Table } from './pieces.tsx';
import { numberText, spanText } from './words.ts';

const WIDTH = 720;
const HEIGHT = 190;
const LEFT = 46;
const BOTTOM = 22;
const TOP = 10;
const INNER = HEIGHT - TOP - BOTTOM;

/** What a plot shows of one span of time. */
export interface Slot {
  /** Below the axis. */
  readonly label: string;
  /** In the table beside the plot. */
  readonly name: string;
}

/** A round number at or above `n`: 1, 2 or 5 times a power of ten. */
export function niceCeiling(n: number): number {
  if (n <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(n));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= n) ?? n;
}

const Frame: FC<
  PropsWithChildren<{
    id: string;
    title: string;
    description: string;
    slots: readonly Slot[];
    ticks: readonly [number, string][];
  }>
> = ({ id, title, description, slots, ticks, children }) => {
  const every = Math.ceil(slots.length / 8);
  return (
    <svg class="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={`${id}-t ${id}-d`}>
      <title id={`${id}-t`}>{title}</title>
      <desc id={`${id}-d`}>{description}</desc>
      {ticks.map(([share, label]) => (
        <>
          <line class="axis" x1={LEFT} x2={WIDTH} y1={yOf(share)} y2={yOf(share)} />
          <text x={LEFT - 8} y={yOf(share) + 4} text-anchor="end">
            {label}
          </text>
        </>
      ))}
      {slots.map(({ label }, index) =>
        index % every === 0 ? (
          <text x={middleOf(index, slots.length)} y={HEIGHT - 6} text-anchor="middle">
            {label}
          </text>
        ) : null,
      )}
      {children}
    </svg>
  );
};

const yOf = (share: number) => round(TOP + INNER * (1 - Math.min(1, share)));
const slotWidth = (n: number) => (WIDTH - LEFT) / n;
const middleOf = (index: number, n: number) => round(LEFT + slotWidth(n) * (index + 0.5));
const round = (n: number) => Math.round(n * 10) / 10;

export interface Series {
  readonly name: string;
  readonly kind: 'a' | 'b' | 'c';
  readonly values: readonly number[];
}

/** Counts per span of time as bars side by side. */
export const Bars: FC<{ id: string; title: string; slots: readonly Slot[]; series: readonly Series[] }> = ({
  id,
  title,
  slots,
  series,
}) => {
  const top = niceCeiling(Math.max(0, ...series.flatMap(({ values }) => values)));
  const wide = slotWidth(slots.length);
  const bar = (wide * 0.74) / series.length;
  const sums = series.map(
    ({ name, values }) => `${numberText(values.reduce((a, b) => a + b, 0))} ${name.toLowerCase()}`,
  );
  return (
    <figure>
      <Frame
        id={id}
        title={title}
        description={`In all ${sums.join(', ')}.`}
        slots={slots}
        ticks={[
          [0, '0'],
          [0.5, numberText(top / 2)],
          [1, numberText(top)],
        ]}
      >
        {series.flatMap(({ kind, values }, nth) =>
          values.map((value, index) =>
            value > 0 ? (
              <rect
                class={kind}
                x={round(LEFT + wide * index + wide * 0.13 + bar * nth)}
                width={round(Math.max(1.5, bar - 1))}
                y={yOf(value / top)}
                height={round(Math.max(1, TOP + INNER - yOf(value / top)))}
                rx="1.5"
              />
            ) : null,
          ),
        )}
      </Frame>
      <p class="legend">
        {series.map(({ name, kind }) => (
          <span class={kind}>{name}</span>
        ))}
      </p>
      <Figures title={title} slots={slots} columns={series.map(({ name, values }) => [name, values.map(numberText)])} />
    </figure>
  );
};

/** One quantity over time below a limit. */
export const LimitLine: FC<{
  id: string;
  title: string;
  slots: readonly Slot[];
  values: readonly number[];
  limit: number;
  name: string;
}> = ({ id, title, slots, values, limit, name }) => {
  const top = niceCeiling(Math.max(limit, ...values));
  const points = values.map((value, index) => `${middleOf(index, slots.length)},${yOf(value / top)}`);
  const first = middleOf(0, slots.length);
  const last = middleOf(slots.length - 1, slots.length);
  return (
    <figure>
      <Frame
        id={id}
        title={title}
        description={`Now ${numberText(values.at(-1) ?? 0)} of ${numberText(limit)}.`}
        slots={slots}
        ticks={[
          [0, '0'],
          [0.5, numberText(top / 2)],
          [1, numberText(top)],
        ]}
      >
        <line class="limit" x1={LEFT} x2={WIDTH} y1={yOf(limit / top)} y2={yOf(limit / top)} />
        <polygon class="area-a" points={`${first},${yOf(0)} ${points.join(' ')} ${last},${yOf(0)}`} />
        <polyline class="line-a" points={points.join(' ')} />
      </Frame>
      <p class="legend">
        <span class="a">{name}</span>
        <span class="c">Budget {numberText(limit)}</span>
      </p>
      <Figures title={title} slots={slots} columns={[[name, values.map(numberText)]]} />
    </figure>
  );
};

const LAG_MARKS = [10, 60, 600, 3600, 24 * 3600] as const;
const LAG_TOP = 24 * 3600;

/** Share of the height of a lag in seconds: logarithmic, from 5 seconds to a day. */
export function lagShare(seconds: number): number {
  return Math.min(1, Math.max(0.02, Math.log(seconds / 3) / Math.log(LAG_TOP / 3)));
}

/** Two lags over time; null where nothing was confirmed. In seconds. */
export const Lags: FC<{
  id: string;
  title: string;
  slots: readonly Slot[];
  usual: readonly (number | null)[];
  slow: readonly (number | null)[];
}> = ({ id, title, slots, usual, slow }) => {
  const text = (value: number | null) =>
    value === null ? '–' : value > LAG_TOP ? 'over a day' : `≤ ${spanText(value * 1000)}`;
  const newest = usual.findLast((value) => value !== null) ?? null;
  return (
    <figure>
      <Frame
        id={id}
        title={title}
        description={
          newest === null ? 'Nothing was confirmed.' : `Half of the records newly confirmed took ${text(newest)}.`
        }
        slots={slots}
        ticks={LAG_MARKS.map((seconds) => [lagShare(seconds), spanText(seconds * 1000)])}
      >
        {runs(slow).map((run) => (
          <polyline
            class="line-d"
            points={run.map(([i, v]) => `${middleOf(i, slots.length)},${yOf(lagShare(v))}`).join(' ')}
          />
        ))}
        {runs(usual).map((run) => (
          <polyline
            class="line-a"
            points={run.map(([i, v]) => `${middleOf(i, slots.length)},${yOf(lagShare(v))}`).join(' ')}
          />
        ))}
        {dots(slow, 'dot-d', slots.length)}
        {dots(usual, 'dot-a', slots.length)}
      </Frame>
      <p class="legend">
        <span class="a">Half of the records took no longer</span>
        <span class="d">95 of 100 took no longer</span>
      </p>
      <Figures
        title={title}
        slots={slots}
        columns={[
          ['Half', usual.map(text)],
          ['95 of 100', slow.map(text)],
        ]}
      />
    </figure>
  );
};

function dots(values: readonly (number | null)[], name: string, n: number) {
  return values.map((value, index) =>
    value === null ? null : <circle class={name} cx={middleOf(index, n)} cy={yOf(lagShare(value))} r="2.6" />,
  );
}

/** Neighbouring values: a line never crosses a span in which there was nothing. */
function runs(values: readonly (number | null)[]): [number, number][][] {
  const found: [number, number][][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const last = found.at(-1);
    if (last !== undefined && last.at(-1)?.[0] === index - 1) last.push([index, value]);
    else found.push([[index, value]]);
  });
  return found.filter((run) => run.length > 1);
}

/** The same as figures, for those who do not see the plot or want the number. */
const Figures: FC<{ title: string; slots: readonly Slot[]; columns: readonly [string, readonly string[]][] }> = ({
  title,
  slots,
  columns,
}) => (
  <details class="more">
    <summary>Figures</summary>
    <Table
      label={`${title}, as figures`}
      columns={[{ head: 'Time (UTC)' }, ...columns.map(([head]) => ({ head, number: true }))]}
      rows={slots.map(({ name }, index) => [name, ...columns.map(([, values]) => values[index] ?? '')])}
    />
  </details>
);

/** How much of a bound is used, as a bar. */
export const Meter: FC<{ label: string; share: number }> = ({ label, share }) => (
  <svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label}>
    <rect class={share > 0.8 ? 'high' : 'on'} width={round(Math.min(1, share) * 100)} height="8" />
  </svg>
);
