/** What the process that simulates is like: nothing in it depends on real time. */

const setImmediateOfNode = globalThis.setImmediate;
let pending = 0;

function soon(run: (...args: never[]) => void, ...args: never[]): NodeJS.Immediate {
  pending += 1;
  return setImmediateOfNode(() => {
    pending -= 1;
    run(...args);
  });
}

/** Tasks of the databases that wait for their turn. */
export function pendingTasks(): number {
  return pending;
}

/** One turn of the event loop: everything that was ready has run when it resolves. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediateOfNode(() => resolve());
  });
}

/** Records are plain data: copied without the detour over a message port. */
export function cloneOf<T>(value: T): T;
export function cloneOf(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(cloneOf);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return structuredCloneOfNode(value);
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = cloneOf((value as Record<string, unknown>)[key]);
  return copy;
}
const structuredCloneOfNode = globalThis.structuredClone;

/** An ended transaction aborts its listeners: a reason given spares an exception with a stack. */
class QuietAbortController extends AbortController {
  override abort(reason: unknown = 'ended'): void {
    super.abort(reason);
  }
}

/** Makes the whole process so, for good. Before the product is loaded. */
export function takeOver(): void {
  Object.assign(globalThis, {
    setImmediate: soon,
    // Work for the next turn; what waits longer waits for a page that is closed, or for a time that never comes here.
    setTimeout: (run: () => void, ms = 0) => (ms > 0 ? undefined : soon(run)),
    structuredClone: cloneOf,
    AbortController: QuietAbortController,
    BroadcastChannel: undefined,
  });
  // Messages are lost and late by the network's word, not by the clock of this machine.
  const never = new AbortController().signal;
  AbortSignal.timeout = () => never;
}
