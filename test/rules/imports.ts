import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

/** One import statement: file and target are paths from the project's top, with forward slashes. */
export interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const STATEMENT =
  /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s*['"](\.[^'"]+)['"]|^\s*import\s*['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)/gm;

/** Every relative import in the TypeScript files below `folders`. */
export function readImports(root: string, folders: readonly string[]): Import[] {
  return folders
    .flatMap((folder) => sources(join(root, folder)))
    .flatMap((path) => {
      const file = relative(root, path).split(sep).join('/');
      return [...readFileSync(path, 'utf8').matchAll(STATEMENT)].map(([, type, from, bare, dynamic]) => ({
        file,
        target: posix.normalize(posix.join(posix.dirname(file), from ?? bare ?? dynamic ?? '')),
        typeOnly: type !== undefined,
      }));
    });
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`${sep}node_modules${sep}`));
}

/** The room a file belongs to: `shared/objects`, `extension/reader`, `extension/entrypoints/popup`, `worker/ledger`, or the top-level file itself. */
export function roomOf(file: string): string {
  const parts = dirname(file).split('/');
  return parts.length === 1 ? file : parts.slice(0, 2).join('/');
}

export interface Rule {
  readonly name: string;
  readonly from: RegExp;
  /** What files in `from` must not import. */
  readonly never: RegExp;
  /** Exceptions to `never`. */
  readonly but?: RegExp;
}

/** Design §4, “who may import whom”. Tests may import what they prove. */
export const RULES: readonly Rule[] = [
  { name: 'shared imports nothing of the others', from: /^shared\//, never: /^(extension|worker|test)\// },
  {
    name: 'the product imports no tests; its testing rooms do',
    from: /^(extension|worker)\/(?!testing\/)/,
    never: /^test\//,
  },
  { name: 'extension and worker meet in shared only', from: /^extension\//, never: /^worker\// },
  { name: 'worker and extension meet in shared only', from: /^worker\//, never: /^extension\// },
  {
    name: 'reader imports only profile (and the names of the object types)',
    from: /^extension\/reader\//,
    never: /./,
    but: /^(extension\/reader|shared\/profile)\/|^shared\/objects\/object-type/,
  },
  { name: 'rooms never import entrypoints', from: /^extension\/(?!entrypoints)/, never: /^extension\/entrypoints\// },
  { name: 'gong knows no ledger', from: /^worker\/gong\//, never: /^worker\/(?!gong\/)/ },
  { name: 'ledger knows no HTTP and no upload', from: /^worker\/ledger\//, never: /^worker\/(?!ledger\/)/ },
  {
    name: 'api and console know no SQL',
    from: /^worker\/(api|console)\//,
    never: /^worker\/ledger\/(schema|sql|migrations)/,
  },
  { name: 'devices know only themselves', from: /^worker\/devices\//, never: /^worker\/(?!devices\/|ledger\/)/ },
];

/** “file → target breaks rule”, one line each. */
export function brokenRules(imports: readonly Import[], rules: readonly Rule[] = RULES): string[] {
  return imports
    .filter(({ file }) => !isTest(file))
    .flatMap(({ file, target }) =>
      rules
        .filter((rule) => rule.from.test(file) && rule.never.test(target) && !rule.but?.test(target))
        .map((rule) => `${file} → ${target}: ${rule.name}`),
    );
}

const isTest = (file: string) => /\.test\.tsx?$/.test(file);

/** Circles between rooms, each as “a → b → a”. Type-only imports count too: a circle of types is a circle of knowledge. */
export function circles(imports: readonly Import[]): string[] {
  const edges = new Map<string, Set<string>>();
  for (const { file, target } of imports) {
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from !== to && !isTest(file)) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  }
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (room: string, path: readonly string[]): void => {
    const at = path.indexOf(room);
    if (at >= 0) found.add([...path.slice(at), room].join(' → '));
    if (at >= 0 || done.has(room)) return;
    for (const next of edges.get(room) ?? []) walk(next, [...path, room]);
    done.add(room);
  };
  for (const room of edges.keys()) walk(room, []);
  return [...found];
}
