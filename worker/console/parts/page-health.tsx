/** @jsxImportSource hono/jsx */
import type { FC } from 'hono/jsx';
import { Badge, Code, Moment, Table } from './pieces.tsx';
import { numberText, percentText } from './words.ts';

/** What one browser has measured on one list page of a profile version. */
interface Health {
  readonly page: string;
  readonly deviceId: string;
  readonly deviceName: string | null;
  readonly at: string;
  readonly rows: number | null;
  readonly filled: number | null;
  readonly problems: number | null;
  readonly alarms: readonly string[];
}

/** The health of each page, browser by browser. */
export const HealthTable: FC<{ pages: readonly Health[]; now: number }> = ({ pages, now }) => (
  <Table
    label="Health of each page by browser"
    columns={[
      { head: 'Page' },
      { head: 'Browser' },
      { head: 'Measured' },
      { head: 'Rows', number: true },
      { head: 'Filled', number: true },
      { head: 'Unread', number: true },
      { head: 'State' },
    ]}
    rows={pages.map((one) => [
      one.page,
      <>
        {one.deviceName ?? 'Browser'} <Code>{one.deviceId}</Code>
      </>,
      <Moment at={one.at} now={now} />,
      one.rows === null ? '–' : numberText(one.rows),
      one.filled === null ? '–' : percentText(one.filled),
      one.problems === null ? '–' : percentText(one.problems),
      one.alarms.length === 0 ? (
        <Badge kind="ok">healthy</Badge>
      ) : (
        <>
          <Badge kind="bad">ill</Badge> {one.alarms.join(' ')}
        </>
      ),
    ])}
  />
);
