import type { ObjectType } from './fields.ts';

/** A line as a fault's predicate sees it. */
export type FaultLine = {
  objectType: ObjectType;
  objectId: string;
  line: number;
  fields: Readonly<Record<string, unknown>>;
};

/** Says whether a line fails; a string is its description. */
export type LinePredicate = (line: FaultLine) => boolean | string;

/** Narrows a fault to some calls; `path` is the end of the path, e.g. `/entities`. */
export type CallFilter = { path?: string; method?: string };

export type PlannedFailure = CallFilter & {
  left: number;
  status: number;
  retryAfter: number | undefined;
  errors: readonly string[] | undefined;
};

export type DropMoment = 'before' | 'mid-body' | 'after';

/** What is to go wrong. Counted faults are used up by the calls that they hit. */
export type Faults = {
  failures: PlannedFailure[];
  drops: (CallFilter & { moment: DropMoment })[];
  uploadTimeouts: ('before' | 'after')[];
  offline: boolean;
  credentialsRevoked: boolean;
  untrustedIp: boolean;
  nativeCrm: boolean;
  failLine: LinePredicate | undefined;
  lineZero: number;
  wrongCounters: number;
};

export function noFaults(): Faults {
  return {
    failures: [],
    drops: [],
    uploadTimeouts: [],
    offline: false,
    credentialsRevoked: false,
    untrustedIp: false,
    nativeCrm: false,
    failLine: undefined,
    lineZero: 0,
    wrongCounters: 0,
  };
}

function hits(filter: CallFilter, method: string, path: string): boolean {
  return (
    (filter.path === undefined || path.endsWith(filter.path)) &&
    (filter.method === undefined || filter.method === method)
  );
}

/** Takes the planned failure that hits this call, if one does. */
export function takeFailure(faults: Faults, method: string, path: string): PlannedFailure | undefined {
  const failure = faults.failures.find((planned) => hits(planned, method, path));
  if (failure === undefined) return undefined;
  failure.left -= 1;
  if (failure.left <= 0) faults.failures.splice(faults.failures.indexOf(failure), 1);
  return failure;
}

/** Takes the planned drop that hits this call, if one does. */
export function takeDrop(faults: Faults, method: string, path: string): DropMoment | undefined {
  const at = faults.drops.findIndex((planned) => hits(planned, method, path));
  return at < 0 ? undefined : faults.drops.splice(at, 1)[0]?.moment;
}
