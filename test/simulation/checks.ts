import { OBJECT_TYPES } from '../../shared/objects/object-type.ts';
import { checkCounts, ledgerCounts } from '../../worker/ledger/counts.ts';
import { CONFIRMED, IN_FLIGHT, REJECTED, typeName, UPSERT } from '../../worker/ledger/version-state.ts';
import type { System } from './system.ts';

const SECOND_MS = 1_000;
const CALLS_A_SECOND = 3;

/** What must hold after every step. Answers what does not, one sentence each. */
export class Checks {
  readonly #system: System;
  #calls = 0;

  constructor(system: System) {
    this.#system = system;
  }

  wrongNow(): string[] {
    const { db, watch, witness, network, browsers, interleaving } = this.#system;
    return [
      ...checkCounts(db),
      ...this.#countersAddUp(),
      ...this.#confirmedIsStored(),
      ...this.#rejectedWasRefused(),
      ...this.#pace(),
      ...this.#rulesOfGong(),
      ...watch.wrong,
      ...witness.wrong,
      ...network.wrong,
      ...browsers.flatMap(({ wrong }) => wrong),
      ...this.#nothingReadIsLost(),
      ...interleaving.failures,
    ];
  }

  /** Promise 1 told apart from the ledger's own check: each object is counted once, and what was taken is there. */
  #countersAddUp(): string[] {
    const { db, witness } = this.#system;
    const wrong: string[] = [];
    for (const [type, { objects, ...states }] of Object.entries(ledgerCounts(db))) {
      const sum = Object.values(states).reduce((one, other) => one + other, 0);
      if (sum !== objects) wrong.push(`${type}: ${sum} objects in all states, ${objects} objects`);
    }
    const strange = db.get<{ n: number }>('SELECT COUNT(*) AS n FROM versions WHERE state NOT IN (0, 1, 2, 3, 4)');
    if (strange?.n !== 0) wrong.push(`${strange?.n} versions in no state`);
    const there = new Set(db.all<{ object_id: string }>('SELECT object_id FROM objects').map((row) => row.object_id));
    for (const id of witness.told) if (!there.has(id)) wrong.push(`${id} was taken and is not in the ledger`);
    return wrong;
  }

  #nothingReadIsLost(): string[] {
    const { browsers, witness } = this.#system;
    return browsers.flatMap((browser) =>
      browser
        .lost((user, id, word) => witness.hasTold(browser.deviceId, user, id, word))
        .map((id) => `${browser.name} has read ${id}, and neither keeps nor has sent it`),
    );
  }

  /** Promise 2: what is called confirmed is what Gong has stored, as long as the integration is the one that confirmed it. */
  #confirmedIsStored(): string[] {
    const { db, gong, bridge } = this.#system;
    const integration = gong.integration()?.integrationId;
    if (integration === undefined || bridge.driver().state.integration.get()?.integrationId !== integration) return [];
    const rows = db.all<{ type: number; object_id: string; kind: number; content: string }>(
      `SELECT v.type, o.object_id, v.kind, v.content FROM objects o JOIN versions v
         ON v.no = (SELECT MAX(no) FROM versions c WHERE c.object_no = o.no AND c.state = ${CONFIRMED} AND c.history <> 1)
       JOIN uploads u ON u.no = v.upload_no AND u.integration_id = ?
       WHERE NOT EXISTS (SELECT 1 FROM versions f WHERE f.object_no = o.no AND (f.state = ${IN_FLIGHT} OR (f.no > v.no AND f.upload_no IS NOT NULL)))`,
      integration,
    );
    const stored = new Map(OBJECT_TYPES.map((type) => [type, gong.objects(type)]));
    return rows.flatMap(({ type, object_id: id, kind, content }) => {
      const name = typeName(type);
      const found = stored.get(name)?.get(id);
      if (kind !== UPSERT) return found === undefined ? [] : [`${name} ${id} is called deleted and is in Gong`];
      if (found === undefined) return [`${name} ${id} is called confirmed and is not in Gong`];
      const fields = Object.entries(JSON.parse(content) as Record<string, unknown>);
      const other = fields.find(([field, value]) => field in found && (found[field] ?? null) !== (value ?? null));
      return other === undefined ? [] : [`${name} ${id} is called confirmed with ${other.join(' ')}, not so in Gong`];
    });
  }

  /** What is called rejected in Gong's words is a line that Gong has refused. */
  #rejectedWasRefused(): string[] {
    const { db, gong } = this.#system;
    const rows = db.all<{ object_id: string; line_no: number; client_request_id: string }>(
      `SELECT o.object_id, v.line_no, u.client_request_id FROM versions v JOIN objects o ON o.no = v.object_no JOIN uploads u ON u.no = v.upload_no
       WHERE v.state = ${REJECTED} AND v.code IN ('gong-rejected-record', 'gong-rejected-deletion')`,
    );
    if (rows.length === 0) return [];
    const uploads = new Map(gong.uploads().map((upload) => [upload.clientRequestId, upload]));
    return rows.flatMap(({ object_id: id, line_no: line, client_request_id: request }) => {
      const upload = uploads.get(request);
      // What was too large, or failed alone in its file, carries no line of Gong's.
      if (upload === undefined || upload.errors.some((error) => error.line === line || error.line === 0)) return [];
      return [`${id} is called rejected, and Gong has not refused it`];
    });
  }

  /** No more than three calls come to Gong in any second. */
  #pace(): string[] {
    const calls = this.#system.gong.calls();
    const wrong: string[] = [];
    for (let last = Math.max(CALLS_A_SECOND, this.#calls); last < calls.length; last += 1) {
      const [first, newest] = [calls[last - CALLS_A_SECOND], calls[last]];
      if (first && newest && newest.at - first.at < SECOND_MS)
        wrong.push(`${CALLS_A_SECOND + 1} calls to Gong in ${newest.at - first.at} ms`);
    }
    this.#calls = calls.length;
    return wrong;
  }

  #rulesOfGong(): string[] {
    const { gong, bridge } = this.#system;
    return (
      gong
        .violations()
        // A Retry-After whose answer came to a dying process is known to nobody.
        .filter(({ rule }) => rule !== 'retry-after-ignored' || bridge.answersLost() === 0)
        .map(({ rule, detail, objectId }) => `rule of Gong's broken: ${rule} ${detail} ${objectId ?? ''}`)
    );
  }
}
