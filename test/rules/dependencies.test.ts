import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Package {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> };
const { '': _ourselves, ...packages } = lock.packages;
const name = (path: string) => path.replace(/^.*node_modules\//, '');

/** Licences of what is built into the extension or the Worker: all allow that, with their notices kept. */
const SHIPPED = ['MIT', 'Apache-2.0', 'MPL-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];
/** Tools may be under more: they are run, never shipped. */
const TOOLS = [...SHIPPED, 'LGPL-3.0-or-later', 'BlueOak-1.0.0', 'CC0-1.0'];

describe('dependencies', () => {
  it('are pinned exactly', () => {
    const wanted = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}),
    );
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('are held by a hash each', () => {
    expect(Object.keys(packages).filter((path) => packages[path]?.integrity === undefined)).toEqual([]);
  });

  it('are under licences that fit what is done with them', () => {
    const parts = (license: string) => license.replace(/[()]/g, '').split(/ (?:AND|OR) /);
    const wrong = Object.entries(packages).flatMap(([path, { license = 'none', dev = false }]) =>
      parts(license).every((one) => (dev ? TOOLS : SHIPPED).includes(one)) ? [] : [`${name(path)}: ${license}`],
    );
    expect(wrong).toEqual([]);
  });

  it('that are shipped are few and known', () => {
    const shipped = Object.entries(packages).flatMap(([path, { dev, optional }]) =>
      dev || optional ? [] : [name(path)],
    );
    expect(shipped.sort()).toEqual(['dexie', 'hono', 'preact', 'webextension-polyfill', 'zod']);
  });
});
