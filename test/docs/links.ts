import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Links of a Markdown file to files of this project that are not there, or to headings that the file does not have. */
export function brokenLinks(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/i.test(target)) return [];
    const [path = '', heading] = target.split('#');
    const goal = path === '' ? file : normalize(join(dirname(file), path));
    if (!existsSync(goal)) return [`${file}: ${target}`];
    if (heading === undefined || !goal.endsWith('.md')) return [];
    return headings(readFileSync(goal, 'utf8')).includes(heading) ? [] : [`${file}: ${target}`];
  });
}

/** As GitHub makes anchors out of headings, and anchors that the file sets itself. */
function headings(markdown: string): string[] {
  const set = [...markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name = '']) => name);
  const made = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return [...set, ...made];
}
