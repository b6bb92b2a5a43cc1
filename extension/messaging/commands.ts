import type { Explained } from '../../shared/errors/coded-error.ts';
import type { ObjectType } from '../../shared/objects/object-type.ts';
import type { StoryAnswer } from '../../shared/protocol/messages.ts';
import type { LocalSettings } from '../settings/local-settings.ts';
import type { Overview } from '../store/overview.ts';
import type { SyncState } from '../store/sync-result.ts';

/** What the extension's own pages may ask of the background: one entry a command, with its parameters and its reply. */
export interface Commands {
  /** Reads what is new and sends it; while a sync is under way it makes that one try again at once. */
  sync: { parameters: object; reply: { readonly syncId: string } };
  /** The same, reading every list page and every record page again. */
  'full-sync': { parameters: object; reply: { readonly syncId: string } };
  /** How a sync stands; null for an unknown id. Without `syncId` the newest. */
  result: { parameters: { readonly syncId?: string }; reply: SyncState | null };
  status: { parameters: object; reply: Overview };
  /** Enrols this browser; an empty code takes the one that policy gives. Ask for the Worker's origin first (settings/permissions.ts), in the click that leads here. */
  enrol: {
    parameters: { readonly address: string; readonly code: string; readonly deviceName?: string };
    reply: { readonly companyName: string | null; readonly missingOrigins: readonly string[] };
  };
  /** The person has seen what is read and where it goes, and agrees; for browsers that policy has enrolled. */
  agree: { parameters: object; reply: null };
  /** The person has answered a permission prompt: look again what is granted. */
  granted: { parameters: object; reply: { readonly missingOrigins: readonly string[] } };
  /** Reads the pages of one stored record next; `key` as in the store. What came of it stands in the store's fact `again`. */
  'read-again': { parameters: { readonly key: string }; reply: { readonly pages: number } };
  /** What became of each version of a record, by the Worker's word; null where it knows nothing of it. */
  story: {
    parameters: { readonly objectType: ObjectType; readonly objectId: string };
    reply: StoryAnswer | null;
  };
  pause: { parameters: object; reply: null };
  resume: { parameters: object; reply: null };
  'save-settings': { parameters: { readonly settings: Partial<LocalSettings> }; reply: null };
  /** Erases every record, the device token and the settings of this browser. */
  'forget-everything': { parameters: object; reply: null };
}

export type CommandName = keyof Commands;
export type CommandReply<N extends CommandName> =
  | { readonly ok: true; readonly value: Commands[N]['reply'] }
  | { readonly ok: false; readonly error: Explained };

/** The one shape of a command on the wire. */
export interface CommandMessage<N extends CommandName = CommandName> {
  readonly channel: 'command';
  readonly name: N;
  readonly parameters: Commands[N]['parameters'];
}

/**
 * Asks the background for `name`. A refusal is a value with code, what, why and next. Undefined where the background failed in a way that it
 * has no words for; it throws only when the background cannot be reached at all (the extension was updated or removed meanwhile).
 *
 * A background that was put to sleep before it replied answers with nothing, so what may be asked twice is: all but an enrolment,
 * whose code may be spent.
 */
export async function sendCommand<N extends CommandName>(
  name: N,
  parameters: Commands[N]['parameters'],
): Promise<CommandReply<N> | undefined> {
  const message: CommandMessage<N> = { channel: 'command', name, parameters };
  const ask = (): Promise<CommandReply<N> | undefined> => chrome.runtime.sendMessage(message);
  return (await ask()) ?? (name === 'enrol' ? undefined : await ask());
}
