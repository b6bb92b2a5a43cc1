import { readConfiguration } from '../configuration.ts';
import { hashSecret } from '../devices/secrets.ts';
import { createAccess } from '../gong/access.ts';
import { sendGetWithBody } from '../gong/read-back.ts';
import { accessSettings } from '../gong-access.ts';
import { nextPostAt } from '../ledger/alarms-table.ts';
import { type Db, isFull } from '../ledger/db.ts';
import { durableDb } from '../ledger/durable-db.ts';
import { migrate } from '../ledger/migrations.ts';
import { sendHttp } from '../send-http.ts';
import { tokenVault } from '../token-vault.ts';
import { createDriver, type Driver } from '../upload/driver.ts';
import type { World } from '../upload/world.ts';
import { pointInTime } from './point-in-time.ts';
import type { Rooms } from './rooms.ts';

const DAY_MS = 24 * 3600 * 1000;
const REARM_MS = 1000;

const REAL_WORLD: World = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
  send: sendHttp,
  log: (event, facts) => console.log(JSON.stringify({ event, ...facts })),
};

/** Wires ledger, upload cycle and Gong's client together on a Durable Object's storage, its tables brought up to date. */
export function wireRooms(ctx: DurableObjectState, env: Env): Rooms {
  const { storage } = ctx;
  const db = durableDb(storage);
  const configuration = readConfiguration(env);
  migrate(db);
  const world = REAL_WORLD;
  const driver = createDriver({
    db,
    configuration,
    world,
    access: (turn) =>
      createAccess(accessSettings(configuration), tokenVault(db, configuration.tokenKey), sendHttp, world.now, turn),
    sendGetWithBody,
  });
  driver.started(hashSecret(JSON.stringify(configuration)));
  let lookedAt = 0;
  const armNow = (): Promise<void> => {
    lookedAt = world.now();
    return arm(storage, db, driver);
  };
  return {
    db,
    configuration,
    driver,
    world,
    pointInTime: pointInTime(ctx),
    arm: armNow,
    rearm: async () => {
      if (Math.abs(world.now() - lookedAt) > REARM_MS) await armNow();
    },
  };
}

async function arm(storage: DurableObjectStorage, db: Db, driver: Driver): Promise<void> {
  const times = [driver.wakeAt(), nextPostAt(db)].filter((time) => time !== null);
  const now = Date.now();
  if (times.length === 0) return;
  const at = Math.min(...times);
  const standing = await storage.getAlarm();
  // “Not before settings change” is far away, and alarms know no date after 2189: looking once a day costs nothing.
  const wanted = Math.min(Math.max(at, now), now + DAY_MS);
  // An overdue alarm may be lost; set again it runs at most once too often.
  if (standing !== null && standing <= wanted && standing > now - 60_000) return;
  try {
    await storage.setAlarm(wanted);
  } catch (error) {
    // The cron sets it once there is room.
    if (!isFull(error)) throw error;
  }
}
