import { createInterface } from 'node:readline';
import type { Overview } from '../../extension/store/overview.ts';
import { isErrorCode } from '../../shared/errors/catalogue.ts';
import { CodedError, type Explained } from '../../shared/errors/coded-error.ts';
import { perType } from '../../shared/objects/object-type.ts';
import type { SyncOutcome } from './rep.ts';
import type { Stage } from './stage.ts';

type Answer = Record<string, unknown>;
type Failure = Pick<Explained, 'what' | 'next'> & { readonly code: string };

/** Runs the commands of `input`, one a line, in order; one JSON line each. End of input is `quit`. */
export async function drive(stage: Stage, input: NodeJS.ReadableStream, print: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input })) {
    const [command = '', ...rest] = line.trim().split(/\s+/);
    if (command === '') continue;
    print(JSON.stringify(await answer(stage, command, rest)));
    if (command === 'quit') return;
  }
}

async function answer(stage: Stage, command: string, rest: readonly string[]): Promise<Answer> {
  try {
    return { command, ...(await run(stage, command, rest)) };
  } catch (error) {
    return { command, ok: false, error: failureOf(error) };
  }
}

async function run(stage: Stage, command: string, rest: readonly string[]): Promise<Answer> {
  switch (command) {
    case 'sync':
    case 'full-sync':
      return syncAnswer(await stage.rep.sync(command));
    case 'status':
      return { ok: true, ...statusAnswer(await stage.rep.overview()) };
    case 'visit':
      return visit(stage, rest[0]);
    case 'stop-service-worker':
      await stage.rep.browser.stopServiceWorker();
      return { ok: true };
    case 'restart-browser':
      await stage.restartBrowser();
      return { ok: true };
    case 'restart-worker':
      await stage.worker.restart();
      return { ok: true };
    case 'quit':
      return { ok: true };
    default:
      return {
        ok: false,
        error: {
          code: 'bad-request',
          what: `There is no command “${command}”.`,
          next: 'Use one of those that --help lists.',
        },
      };
  }
}

export function syncAnswer({ result, failure }: SyncOutcome): Answer {
  return failure ? { ok: false, error: brief(failure), ...result } : { ok: true, ...result };
}

export function statusAnswer(overview: Overview): Answer {
  const state = overview.trouble?.code ?? overview.sync?.phase ?? 'never-synced';
  const types = perType((type) => {
    const { inCrm, waiting, confirmed, rejected } = overview.types[type];
    return { inCrm, waiting, confirmed, rejected };
  });
  return { state, types, uploads: overview.uploads, problems: overview.sync?.result.problems ?? [] };
}

async function visit(stage: Stage, url: string | undefined): Promise<Answer> {
  if (!url || !URL.canParse(url)) {
    return {
      ok: false,
      error: {
        code: 'bad-request',
        what: `“${url ?? ''}” is no web address.`,
        next: 'Give the full address of a page of the CRM.',
      },
    };
  }
  return { ok: true, captured: await stage.rep.visit(url) };
}

const brief = ({ code, what, next }: Explained): Failure => ({ code, what, next });

/** What the product said is passed on as it said it; anything else is a defect of the demo and says so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CodedError) {
    const said = error.cause as Partial<Explained> | undefined;
    const own = error.explain();
    return brief({ ...own, ...(said?.what && { what: said.what }), ...(said?.next && { next: said.next }) });
  }
  const { code } = (error ?? {}) as { code?: unknown };
  const what = error instanceof Error ? error.message : String(error);
  return {
    code: typeof code === 'string' && isErrorCode(code) ? code : 'demo-failed',
    what,
    next: 'Read the log on stderr.',
  };
}
