import type { IncomingMessage, ServerResponse } from 'node:http';
import { ChangeRefused } from '../data/store.ts';
import { readBody, sendJson } from './answer.ts';
import type { DemoCrmControl } from './demo-crm.ts';
import { objectTypeOf } from './site.ts';

type Arguments = Readonly<Record<string, unknown>>;

const textArgument = (given: Arguments, key: string): string => {
  const value = given[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new ChangeRefused(`${key} must be a text`);
};

const numberArgument = (given: Arguments, key: string): number => {
  const value = given[key];
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new ChangeRefused(`${key} must be a number from 0`);
};

const typeArgument = (given: Arguments) => {
  const type = objectTypeOf(given['type']);
  if (type === undefined) throw new ChangeRefused('type must be one of the six object types');
  return type;
};

const isObject = (value: unknown): value is Arguments =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const changesArgument = (given: Arguments): Arguments => {
  const changes = given['changes'] ?? {};
  if (isObject(changes)) return changes;
  throw new ChangeRefused('changes must be an object');
};

type Command = (crm: DemoCrmControl, given: Arguments) => unknown;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['edit', (crm, given) => crm.edit(typeArgument(given), textArgument(given, 'id'), changesArgument(given))],
  ['create', (crm, given) => ({ id: crm.create(typeArgument(given), changesArgument(given)) })],
  ['delete', (crm, given) => crm.delete(typeArgument(given), textArgument(given, 'id'))],
  ['restore', (crm, given) => crm.restore(typeArgument(given), textArgument(given, 'id'))],
  ['deny', (crm, given) => crm.deny(textArgument(given, 'user'), typeArgument(given), textArgument(given, 'id'))],
  ['allow', (crm, given) => crm.allow(textArgument(given, 'user'), typeArgument(given), textArgument(given, 'id'))],
  ['setLatency', (crm, given) => crm.setLatency(numberArgument(given, 'ms'))],
  ['expireSessions', (crm) => crm.expireSessions()],
  [
    'setSessionLife',
    (crm, given) => crm.setSessionLife(given['requests'] === null ? null : numberArgument(given, 'requests')),
  ],
  [
    'failNext',
    (crm, given) =>
      crm.failNext(
        numberArgument(given, 'n'),
        numberArgument(given, 'status'),
        given['retryAfter'] === undefined ? undefined : numberArgument(given, 'retryAfter'),
      ),
  ],
  [
    'failSome',
    (crm, given) =>
      crm.failSome(
        numberArgument(given, 'share'),
        numberArgument(given, 'status'),
        given['retryAfter'] === undefined ? undefined : numberArgument(given, 'retryAfter'),
      ),
  ],
  ['cutNext', (crm, given) => crm.cutNext(numberArgument(given, 'n'))],
  ['blockPage', (crm, given) => crm.blockPage(given['on'] !== false)],
  [
    'setImpossibleDate',
    (crm, given) => {
      const field = given['field'] ?? 'closeDate';
      if (field !== null && field !== 'closeDate' && field !== 'createdDate' && field !== 'modifiedDate') {
        throw new ChangeRefused('field must be closeDate, createdDate, modifiedDate or null');
      }
      crm.setImpossibleDate(textArgument(given, 'id'), field);
    },
  ],
  ['clearLog', (crm) => crm.clearAccessLog()],
  ['log', (crm) => crm.accessLog()],
  ['history', (crm, given) => crm.history(textArgument(given, 'id'))],
  ['deleted', (crm) => crm.deletedIds()],
  ['sessions', (crm) => crm.sessions()],
  ['logins', (crm) => crm.logins],
]);

/**
 * `POST /__control/<command>` with a JSON object, or `GET` for what only reads: 200 with the result (`null` if there is
 * none), 400 with `{"error"}` for a call that makes no sense, 404 for an unknown command.
 */
export const serveControl = async (
  crm: DemoCrmControl,
  command: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const run = COMMANDS.get(command);
  if (run === undefined) {
    sendJson(response, 404, { error: `no command ${command}`, commands: [...COMMANDS.keys()] });
    return;
  }
  try {
    const body = (await readBody(request)).toString('utf8');
    const given: unknown = body.trim() === '' ? {} : JSON.parse(body);
    if (!isObject(given)) throw new ChangeRefused('the body must be a JSON object');
    sendJson(response, 200, run(crm, given) ?? null);
  } catch (error) {
    if (!(error instanceof ChangeRefused) && !(error instanceof SyntaxError)) throw error;
    sendJson(response, 400, { error: error.message });
  }
};
