/** Rules of Gong's that a client can break, most of them without Gong answering an error. */
export type Rule =
  | 'rate-exceeded'
  | 'day-exceeded'
  | 'retry-after-ignored'
  | 'integration-id-rounded'
  | 'request-id-reused'
  | 'unknown-object-type'
  | 'upload-too-large'
  | 'not-line-delimited'
  | 'blank-line'
  | 'byte-order-mark'
  | 'carriage-return'
  | 'unsorted-file'
  | 'duplicate-in-file'
  | 'milliseconds'
  | 'object-id-malformed'
  | 'reference-malformed'
  | 'url-malformed'
  | 'field-outside-schema'
  | 'deal-before-account'
  | 'contact-before-account'
  | 'account-not-settled'
  | 'deal-before-stage'
  | 'stage-deleted'
  | 'user-changed-without-deletion'
  | 'deletion-in-first-upload'
  | 'schema-incomplete'
  | 'too-many-ids'
  | 'duplicate-ids';

export type ViolationPlace = { objectType?: string; objectId?: string; clientRequestId?: string; line?: number };

export type Violation = ViolationPlace & {
  rule: Rule;
  /** When, in milliseconds of the fake's clock. */
  at: number;
  detail: string;
};

/** How many violations of one rule are kept with their details; all are counted. */
const KEPT_PER_RULE = 200;

/** What clients did wrong, in the order in which it was noticed. */
export class Violations {
  #list: Violation[] = [];
  #counts = new Map<Rule, number>();

  add(rule: Rule, at: number, detail: string, place: ViolationPlace = {}): void {
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count <= KEPT_PER_RULE) this.#list.push({ rule, at, detail, ...place });
  }

  list(): Violation[] {
    return [...this.#list];
  }

  counts(): Partial<Record<Rule, number>> {
    return Object.fromEntries(this.#counts);
  }

  clear(): void {
    this.#list = [];
    this.#counts.clear();
  }
}
