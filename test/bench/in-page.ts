/** What runs inside the browser: the reader itself, timed and watched. Bundled by `reader-browser.ts`. */
import { readPage } from '../../extension/reader/whole.ts';
import type { PageReading, PlannedPage } from '../../shared/profile/raw.ts';
import type { Profile } from '../../shared/profile/schema.ts';
import { strangersIn } from './strangers.ts';

/** One reading to be done. `profile` names one that was kept with `keep`. */
export interface Task {
  readonly profile: string;
  readonly planned: PlannedPage;
  readonly url: string;
  readonly html: string;
}

/** A reading with what it cost, in milliseconds, and the texts in it that are not on the page. */
export interface Watched {
  readonly reading: PageReading | null;
  readonly thrown: string | null;
  readonly parseMs: number;
  readonly readMs: number;
  readonly strangers: readonly string[];
}

/** One interleaved sample: milliseconds a page, parsing alone, the floor (parsing and one pass), the reader (parsing and reading). */
export interface Sample {
  readonly parse: number;
  readonly floor: number;
  readonly reader: number;
}

/** A page over this many milliseconds is read again: the least of all runs is the reader's own cost, the rest is the machine's. */
const SLOW_MS = 100;
const AGAIN = 6;

const profiles = new Map<string, Profile>();
const parser = new DOMParser();
/** What the measured work gives goes here, so that no engine leaves the work out. */
const sink = { total: 0 };
/** A parsed page that waits to be read alone. */
let laid: { readonly task: Task; readonly document: Document } | undefined;

function parse(html: string): Document {
  return parser.parseFromString(html, 'text/html');
}

function read(task: Task, document: Document): PageReading {
  const profile = profiles.get(task.profile);
  if (!profile) throw new Error(`No profile “${task.profile}” was kept.`);
  return readPage(document, profile, task.planned, task.url, 'utf-8');
}

function onePass(document: Document): void {
  for (const element of document.querySelectorAll('*')) sink.total += element.tagName.length;
}

const api = {
  keep(name: string, profile: Profile): void {
    profiles.set(name, profile);
  },

  /** Reads one page; whatever it throws is told, not thrown. */
  watch(task: Task): Watched {
    let started = performance.now();
    const document = parse(task.html);
    const parseMs = performance.now() - started;
    started = performance.now();
    let reading: PageReading | null = null;
    let thrown: string | null = null;
    try {
      reading = read(task, document);
    } catch (failure) {
      thrown = String(failure);
    }
    let readMs = performance.now() - started;
    for (let again = 0; again < AGAIN && readMs > SLOW_MS && thrown === null; again++) {
      started = performance.now();
      read(task, document);
      readMs = Math.min(readMs, performance.now() - started);
    }
    const profile = profiles.get(task.profile);
    const strangers = reading && profile ? strangersIn(reading, document, task, profile) : [];
    return { reading, thrown, parseMs, readMs, strangers };
  },

  lay(task: Task): void {
    laid = { task, document: parse(task.html) };
  },

  readLaid(): void {
    if (laid) read(laid.task, laid.document);
    laid = undefined;
  },

  /**
   * The three measures by turns, page by page, each as often first as second and last: so a busy machine slows all of them alike, and collecting the
   * garbage of all falls on none of them alone.
   */
  sample(task: Task, count: number): Sample {
    const works = {
      parse: () => {
        sink.total += parse(task.html).childElementCount;
      },
      floor: () => onePass(parse(task.html)),
      reader: () => {
        sink.total += read(task, parse(task.html)).records.length;
      },
    };
    const spent = { parse: 0, floor: 0, reader: 0 };
    const names = ['parse', 'floor', 'reader'] as const;
    for (let index = 0; index < count * names.length; index++) {
      const name = names[(index + Math.floor(index / names.length)) % names.length] ?? 'parse';
      const started = performance.now();
      works[name]();
      spent[name] += performance.now() - started;
    }
    return { parse: spent.parse / count, floor: spent.floor / count, reader: spent.reader / count };
  },
};

export type ReaderInPage = typeof api;

Object.assign(globalThis, { crmReader: api, crmReaderSink: sink });
