import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Finished, World } from './world.ts';

/** The real world: this terminal, wrangler of this project, files below `root`. */
export function terminal(root: string, interactive: boolean): World {
  const path = (file: string) => (file.startsWith('/') || /^[A-Za-z]:/.test(file) ? file : join(root, file));
  return {
    say: (text) => console.error(text),
    ask: async (question, fallback) => {
      if (!interactive) return fallback ?? null;
      const typed = await prompt(`${question}${fallback ? ` [${fallback}]` : ''}: `, process.stderr);
      return typed === '' ? (fallback ?? null) : typed;
    },
    askSecret: async (question) => {
      if (!interactive) return null;
      process.stderr.write(`${question} (not shown): `);
      const typed = await prompt('', new Writable({ write: (_chunk, _encoding, written) => written() }));
      process.stderr.write('\n');
      return typed;
    },
    wrangler: (args, options = {}) => runWrangler(root, args, options.show === true),
    fetch: (...parameters) => fetch(...parameters),
    randomSecret: () => randomBytes(32).toString('base64url'),
    readFile: (file) => (existsSync(path(file)) ? readFileSync(path(file), 'utf8') : null),
    writeFile: (file, content) => {
      mkdirSync(dirname(path(file)), { recursive: true });
      writeFileSync(path(file), content, { mode: 0o600 });
    },
    removeFile: (file) => rmSync(path(file), { force: true }),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

async function prompt(question: string, output: NodeJS.WritableStream): Promise<string> {
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await reader.question(question);
  } finally {
    reader.close();
  }
}

function runWrangler(root: string, args: readonly string[], show: boolean): Promise<Finished> {
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js');
  const child = spawn(process.execPath, [wrangler, ...args], {
    cwd: root,
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, WRANGLER_HIDE_BANNER: 'true' },
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: String(error) }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}
