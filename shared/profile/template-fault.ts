import { type HoleType, parseTemplate } from './template.ts';

const HOLE_TYPES: readonly HoleType[] = ['text', 'digits', 'count', 'word', 'line', 'date'];

/** What is wrong with a template, a sentence for whoever writes profiles, or null. */
export function templateFault(text: string): string | null {
  const parts = parseTemplate(text);
  if (typeof parts !== 'string') {
    const types = parts.flatMap((part) => ('hole' in part ? [part.type] : []));
    const unknown = types.find((type) => !HOLE_TYPES.includes(type));
    if (unknown !== undefined) return `“${unknown}” is not a type of hole: use ${HOLE_TYPES.join(', ')}`;
    return parts.some((part, at) => 'hole' in part && 'hole' in (parts[at + 1] ?? {}))
      ? 'two holes stand side by side: there must be text between them'
      : null;
  }
  const [code, about = ''] = parts.split(/ (.*)/s);
  switch (code) {
    case 'open':
      return 'a hole is opened with { but not closed; for a brace write \\{';
    case 'name':
      return `“${about}” is not a hole: a name of letters and digits is needed; for a brace write \\{`;
    default:
      return 'a } stands without its {; for a brace write \\}';
  }
}
