import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The flags of a command line; whoever gives others, or not as they are meant, is told how the command is used, and the process ends with 2. */
export function readFlags<const T extends NonNullable<ParseArgsConfig['options']>>(options: T, usage: string) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}
