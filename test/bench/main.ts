/**
 * `npm run bench -- [--json] [--reader] [--ui] [--extension] [--sweep] [--worker] [--growth] [--counts]`: all, or only what is named. `--reader`: the reader in a real Chromium beside its floor;
 * `--ui`: popup and records page on 50,000 records; `--extension`: its store, messages and start; `--sweep`: a sweep of 2,000 records (with `--full` 10,000) beside the latency of its requests; `--worker`: batches into the Worker's ledger, a large file out of it; `--growth`: the ledger at several sizes (with
 * `--full` to 400,000 records); `--counts`: what does not depend on the machine, the cycle beside Gong's own times, costs per 1,000 records, sizes.
 * How to read the figures: docs/benchmarks.md.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readFlags } from '../../extension/packaging/flags.ts';
import type { Cost } from './costs.ts';
import { benchCycle } from './cycle.ts';
import { benchExtension } from './extension.ts';
import { benchGrowth } from './growth.ts';
import { benchIntake } from './intake.ts';
import { benchProfile, hostilePages, listPage, recordPage } from './pages.ts';
import { openReaderBrowser, type ReaderBrowser, type Sample, type Task } from './reader-browser.ts';
import { benchSizes } from './sizes.ts';
import { type Spread, spread } from './spread.ts';
import { benchStream } from './stream.ts';
import { benchSweep } from './sweep.ts';
import { measureUi, median } from './ui.ts';

const ROUNDS = 31;
const LIST_URL = 'https://crm.example/list.php';
const RECORD_URL = 'https://crm.example/one.php?id=1';

interface Measured {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds: parsing alone, parsing and one pass over all elements, parsing and reading. */
  readonly parse: Spread;
  readonly floor: Spread;
  readonly reader: Spread;
  /** Reading alone, milliseconds: each round's reader less its parsing. */
  readonly reading: Spread;
  /** Reading alone, and parsing and reading, as multiples of the floor, round by round. */
  readonly readingToFloor: Spread;
  readonly readerToFloor: Spread;
}

async function measure(browser: ReaderBrowser, name: string, task: Task, count: number): Promise<Measured> {
  const samples: Sample[] = [];
  // The first rounds warm up what a tab that reads a whole list has warm.
  for (let round = 0; round < ROUNDS + 5; round++) samples.push(await browser.sample(task, count));
  const kept = samples.slice(5);
  return {
    name,
    bytes: Buffer.byteLength(task.html),
    parse: spread(kept.map((one) => one.parse)),
    floor: spread(kept.map((one) => one.floor)),
    reader: spread(kept.map((one) => one.reader)),
    reading: spread(kept.map((one) => one.reader - one.parse)),
    readingToFloor: spread(kept.map((one) => (one.reader - one.parse) / one.floor)),
    readerToFloor: spread(kept.map((one) => one.reader / one.floor)),
  };
}

const USAGE = `npm run bench -- [--json] [--full] [part...]; all parts, or those named:
  --reader  --ui  --extension  --sweep  --worker  --growth  --counts`;

const values = readFlags(
  {
    json: { type: 'boolean' },
    ui: { type: 'boolean' },
    worker: { type: 'boolean' },
    reader: { type: 'boolean' },
    growth: { type: 'boolean' },
    counts: { type: 'boolean' },
    extension: { type: 'boolean' },
    sweep: { type: 'boolean' },
    full: { type: 'boolean' },
  },
  USAGE,
);
const say = (text: string) => process.stderr.write(`${text}\n`);
async function benchReader(): Promise<object> {
  const browser = await openReaderBrowser(say);
  try {
    await browser.keep('bench', benchProfile());
    const list: Task = {
      profile: 'bench',
      planned: { page: 'list', request: { method: 'GET', url: LIST_URL } },
      url: LIST_URL,
      html: listPage(100),
    };
    const record: Task = {
      profile: 'bench',
      planned: { page: 'one', crmId: '1', request: { method: 'GET', url: RECORD_URL } },
      url: RECORD_URL,
      html: recordPage(),
    };
    const measured = [
      await measure(browser, 'list of 100 rows', list, 12),
      await measure(browser, 'record of 60 fields', record, 42),
    ];
    let slowest = { name: '', ms: 0 };
    for (const [name, html] of Object.entries(hostilePages())) {
      for (const task of [list, record]) {
        const { readMs } = await browser.watch({ ...task, html });
        if (readMs > slowest.ms)
          slowest = { name: `${name}, read as a ${task === list ? 'list' : 'record'}`, ms: readMs };
      }
    }
    if (!values.json) {
      console.log(`${browser.name}, ${ROUNDS} interleaved rounds; milliseconds as median (quartiles).`);
      console.log('Floor = DOMParser and one pass over querySelectorAll("*"). Reader = DOMParser and reading.');
      const show = ({ median, low, high }: Spread) => `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
      for (const one of measured) {
        console.log(`\n${one.name}, ${(one.bytes / 1000).toFixed(0)} KB`);
        console.log(`  floor            ${show(one.floor)}`);
        console.log(`  reader           ${show(one.reader)}`);
        console.log(`  reading alone    ${show(one.reading)}`);
        console.log(`  reading : floor  ${show(one.readingToFloor)}`);
        console.log(`  reader : floor   ${show(one.readerToFloor)}`);
      }
      console.log(`\nSlowest of the hostile pages of 200 KB: ${slowest.ms.toFixed(1)} ms, ${slowest.name}.`);
    }
    return { browser: browser.name, rounds: ROUNDS, measured, slowestHostilePage: slowest };
  } finally {
    await browser.close();
  }
}

/** The popup and the records page on 50,000 records. */
async function benchUi(): Promise<object> {
  const ui = await measureUi({ records: 50_000, rounds: 5, scrollMs: 5_000, say });
  if (!values.json) {
    const show = (all: readonly number[]) => `${median(all).toFixed(0)} ms (at most ${Math.max(...all).toFixed(0)})`;
    console.log(`\n${ui.browser}, ${ui.records} records, median of the runs (and the worst).`);
    console.log(`  popup: first content          ${show(ui.popupFirstContent)}`);
    console.log(`  a page of one word            ${show(ui.floor)}`);
    console.log(`  popup: how things stand       ${show(ui.popupSentence)}`);
    console.log(`  records page: first rows      ${ui.recordsFirstRows.join(' ms, opened again ')} ms`);
    console.log(`  records page: all rows        ${ui.recordsAll.join(' ms, opened again ')} ms`);
    console.log(`  records page: filter          ${show(ui.filter)}`);
    console.log(
      `  records page: longest frame   ${show(ui.longestFrame)} of 5 s of scrolling; over 50 ms: ${ui.framesOver50.join(', ')}`,
    );
  }
  return ui;
}

/** The extension's store, messages and start. */
async function extension(): Promise<object> {
  const measured = await benchExtension(say);
  if (!values.json) {
    const show = ({ median, low, high }: Spread) => `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
    console.log(
      `\n${measured.browser}; milliseconds as median (quartiles), beside bare IndexedDB and an extension that only answers.`,
    );
    for (const [name, { product, floor, ratio }] of [
      ['a list page of 50 records stored', measured.store],
      ['a message and its answer', measured.message],
      ['the same, background stopped', measured.coldStart],
    ] as const)
      console.log(`  ${name.padEnd(34)} ${show(product)}, floor ${show(floor)}; ratio ${show(ratio)}`);
  }
  return measured;
}

/** A first sync in the browser. */
async function sweep(): Promise<object> {
  const swept = await benchSweep(values.full ? 10_000 : 2_000, say);
  if (!values.json) {
    const { requests, tookMs, floorMs, ratio, loopInPage, loopByContentScript, toLoop, heaps } = swept;
    const times = (n: number) => n.toFixed(2);
    console.log(
      `\n${requests} requests in ${(tookMs / 1000).toFixed(1)} s, by their own latency ${(floorMs / 1000).toFixed(1)} s.`,
    );
    console.log(`  sweep : floor                  ${times(ratio)}`);
    console.log(
      `  a loop of fetches : floor      ${times(loopInPage)} in the page, ${times(loopByContentScript)} as a content script`,
    );
    console.log(`  sweep : the latter             ${times(toLoop)}`);
    console.log(`  the background's memory        ${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')} MB`);
  }
  return swept;
}

/** Batches on their way into the Worker's ledger. */
async function benchWorker(): Promise<object> {
  const intake = await benchIntake(12);
  if (!values.json) {
    const show = ({ median, low, high }: Spread) => `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
    console.log(
      `\nBatches of 500 deals of ${intake[0]?.recordBytes} bytes, processor time in workerd as median (quartiles).`,
    );
    console.log('Bare = one json_each upsert of the same values in the same object, one table, one unique key.');
    console.log(
      'In the object: from the form in which a batch enters it. In all: what the Worker in front does to it included.',
    );
    for (const one of intake) {
      console.log(`\n  every record ${one.name}`);
      console.log(`    ledger                  ${show(one.cpu.ledger)} ms a batch, packing ${show(one.cpu.pack)}`);
      console.log(`    bare                    ${show(one.cpu.bare)} ms a batch, its text ${show(one.cpu.text)}`);
      console.log(`    in the object : bare    ${show(one.toBare)}, on the wall ${show(one.wallToBare)}`);
      console.log(`    in all : bare           ${show(one.inAllToBare)}`);
    }
  }
  const stream = await benchStream(190_000_000, 5);
  if (!values.json) {
    const show = ({ median, low, high }: Spread) => `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
    console.log(
      `\nA file of ${(stream.bytes / 1e6).toFixed(0)} MB from the ledger to a socket, beside a bare copy from a cursor.`,
    );
    console.log(`  time : bare            ${show(stream.toBare)}, of the processor ${show(stream.cpuToBare)}`);
    console.log(`  memory over idle       ${stream.productMemory} MB, bare ${stream.bareMemory} MB`);
    console.log(`  every byte the same    ${stream.intact ? 'yes' : 'NO'}`);
    const { bytes, toBlob, productMemory, blobMemory } = stream.blob;
    console.log(
      `  ${(bytes / 1e6).toFixed(0)} MB, time : one Blob ${show(toBlob)}; memory over idle ${productMemory} MB, one Blob ${blobMemory} MB`,
    );
  }
  return { intake, stream };
}

/** The ledger at several sizes. */
function growth(): object {
  const sizes = [1_000, 10_000, 100_000, ...(values.full ? [400_000] : [])];
  const grown = benchGrowth(sizes, say);
  if (!values.json) {
    console.log('\nThe ledger by number of records, processor time in ms (and as a multiple of bare statements).');
    for (const { stage, points, exponent } of grown) {
      const shown = points.map(({ records, ms, ratio }) => `${records}: ${ms.toFixed(0)} (${ratio.toFixed(1)})`);
      console.log(
        `  ${stage.padEnd(14)} ${shown.join(', ')}; exponent ${exponent}${exponent > 1.1 ? ': A DEFECT' : ''}`,
      );
    }
  }
  return { growth: grown };
}

/** What is counted rather than timed. */
async function counts(): Promise<object> {
  const cycles = [await benchCycle(600, 5), await benchCycle(6_000, 5), await benchCycle(6_000, 60)];
  const { stdout } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('costs-process.ts', import.meta.url)), '1000'],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const costs = JSON.parse(stdout) as Cost[];
  const sizes = benchSizes();
  if (!values.json) {
    console.log(
      '\nFrom a press of Sync to everything confirmed, on a simulated clock, beside Gong’s own times within it.',
    );
    for (const { records, seconds, ofGong, ratio, calls, uploads } of cycles)
      console.log(
        `  ${records} records: ${seconds.toFixed(1)} s, of Gong ${ofGong} s: ${ratio}; ${uploads} uploads, ${calls} calls`,
      );
    console.log('\nCosts per 1,000 records: requests to the CRM, calls to Gong.');
    for (const { what, requestsPer1000, callsPer1000 } of costs)
      console.log(
        `  ${what.padEnd(66)} ${requestsPer1000.toFixed(1).padStart(8)} ${callsPer1000.toFixed(1).padStart(8)}`,
      );
    console.log('\nSizes of the built extension, bytes and compressed.');
    for (const { file, bytes, gzip } of sizes)
      console.log(`  ${file.padEnd(40)} ${String(bytes).padStart(8)} ${String(gzip).padStart(8)}`);
  }
  return { cycles, costs, sizes };
}

const all = !['reader', 'ui', 'extension', 'sweep', 'worker', 'growth', 'counts'].some((part) => part in values);
const results = {
  ...(all || values.reader ? await benchReader() : {}),
  ...(all || values.ui ? { ui: await benchUi() } : {}),
  ...(all || values.extension ? { extension: await extension() } : {}),
  ...(all || values.sweep ? { sweep: await sweep() } : {}),
  ...(all || values.worker ? { worker: await benchWorker() } : {}),
  ...(all || values.growth ? growth() : {}),
  ...(all || values.counts ? await counts() : {}),
};
if (values.json) console.log(JSON.stringify(results));
// The runtime's server keeps the process alive.
process.exit(0);
