/** What is wrong with one browser's disk, and with the process that writes on it. */
export interface DiskFaults {
  /** Nothing can be written. */
  full: boolean;
  /** The process dies before so many further steps on the disk; 0 = not. */
  deathIn: number;
  died: boolean;
}

const faults = new Map<string, DiskFaults>();

/** The faults of the disk that a database of this name is on, if a browser has it. */
export function faultsOf(name: string): DiskFaults | undefined {
  return faults.get(name);
}

/** Counts one step on the disk. Whether the process dies before it. */
export function diesNow(known: DiskFaults): boolean {
  if (known.deathIn === 0) return false;
  known.deathIn -= 1;
  known.died = known.deathIn === 0;
  return known.died;
}

/** The disk under one browser's database: it may be full, and the browser's process may die between any two steps of a transaction. */
export class Disk {
  readonly #name: string;
  readonly #faults: DiskFaults = { full: false, deathIn: 0, died: false };

  constructor(name: string) {
    this.#name = name;
    faults.set(name, this.#faults);
  }

  get full(): boolean {
    return this.#faults.full;
  }

  set full(on: boolean) {
    this.#faults.full = on;
  }

  /** The process dies before its `steps`-th next step on the disk (1 = the next). What was not committed is lost. */
  dieIn(steps: number): void {
    this.#faults.deathIn = steps;
  }

  get died(): boolean {
    return this.#faults.died;
  }

  /** A new process opens the database. */
  reborn(): void {
    this.#faults.deathIn = 0;
    this.#faults.died = false;
  }

  gone(): void {
    faults.delete(this.#name);
  }
}
