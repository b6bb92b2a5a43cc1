import * as z from 'zod';
import { storyRequestSchema } from '../../shared/protocol/messages.ts';
import type { CommandMessage, CommandName } from './commands.ts';

const none = z.object({});
const settings = z
  .object({
    openTabs: z.boolean(),
    capture: z.boolean(),
    quietHours: z.object({ from: z.number().int().min(0).max(23), to: z.number().int().min(0).max(23) }).nullable(),
  })
  .partial();

const PARAMETERS: Record<CommandName, z.ZodType> = {
  sync: none,
  'full-sync': none,
  result: z.object({ syncId: z.string().max(100).optional() }),
  status: none,
  enrol: z.object({
    address: z.string().max(2000),
    code: z.string().max(200),
    deviceName: z.string().max(200).optional(),
  }),
  agree: none,
  granted: none,
  'read-again': z.object({ key: z.string().max(5000) }),
  story: storyRequestSchema,
  pause: none,
  resume: none,
  'save-settings': z.object({ settings }),
  'forget-everything': none,
};

/** A command of one of the extension's own pages, or null when it is none. */
export function parseCommand(input: unknown): CommandMessage | null {
  const shape = z.object({ channel: z.literal('command'), name: z.string(), parameters: z.unknown() }).safeParse(input);
  if (!shape.success || !Object.hasOwn(PARAMETERS, shape.data.name)) return null;
  const name = shape.data.name as CommandName;
  const parameters = PARAMETERS[name].safeParse(shape.data.parameters);
  return parameters.success ? ({ channel: 'command', name, parameters: parameters.data } as CommandMessage) : null;
}
