import {
  addAlertPost,
  beginPost,
  changeAlarm,
  delayPost,
  duePosts,
  listAlarms,
  settlePost,
} from '../ledger/alarms-table.ts';
import type { Db } from '../ledger/db.ts';
import type { World } from '../upload/world.ts';
import type { RaisedAlarm } from './conditions.ts';
import { deliver, type Webhook } from './webhook.ts';

/** Notes which alarms are raised; every change of state makes one alert, whether there is a webhook or not. Returns how many changed. */
export function noteAlarms(db: Db, raised: readonly RaisedAlarm[], world: Pick<World, 'now' | 'uuid'>): number {
  const now = world.now();
  return db.transaction(() => {
    const names = new Set(raised.map(({ name }) => name));
    const over = listAlarms(db).filter((alarm) => alarm.raised === 1 && !names.has(alarm.name));
    const changes = [
      ...raised.map((alarm) => ({ ...alarm, on: true })),
      ...over.map(({ name, text }) => ({ name, text, on: false })),
    ].filter(({ name, text, on }) => changeAlarm(db, name, on, text, now));
    for (const { name, text, on } of changes) addAlertPost(db, ...alertBody(world.uuid(), name, text, on, now), now);
    return changes.length;
  });
}

/** An alert that only shows that the way works. */
export function testAlert(db: Db, world: Pick<World, 'now' | 'uuid'>): void {
  const now = world.now();
  addAlertPost(
    db,
    ...alertBody(world.uuid(), 'test', 'This is a test. The way from the bridge to you works.', true, now),
    now,
  );
}

function alertBody(id: string, name: string, text: string, on: boolean, now: number): [string, string, string] {
  const state = name === 'test' ? 'test' : on ? 'raised' : 'cleared';
  const words = state === 'cleared' ? `Over: ${text}` : text;
  return [
    id,
    name,
    JSON.stringify({ id, at: new Date(now).toISOString(), alarm: name, state, text: `CRM Bridge: ${words}` }),
  ];
}

/** Posts what is due. Without a webhook alerts are settled as not sent: they are in the console all the same. */
export async function deliverAlerts(
  db: Db,
  hook: Webhook | null,
  world: Pick<World, 'now' | 'send' | 'log'>,
): Promise<void> {
  for (const post of duePosts(db, world.now(), 20)) {
    if (hook === null) {
      settlePost(db, post.no, 'no webhook', world.now());
      continue;
    }
    beginPost(db, post.no, world.now() + 60_000);
    const delivery = await deliver(hook, post, world);
    world.log('alert', { eventId: post.event_id, alarm: post.name, outcome: delivery.outcome });
    if (delivery.done) settlePost(db, post.no, delivery.outcome, world.now());
    else delayPost(db, post.no, delivery.outcome, delivery.nextAt);
  }
}
