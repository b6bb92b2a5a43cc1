import { HOLE_TYPES, parseTemplate } from './template.ts';

/** What is wrong with a template, a sentence for whoever writes profiles, or null. */
export function templateFault(text: string): string | null {
  const fault = parseTemplate(text);
  if (typeof fault !== 'string') return null;
  const [code, about = ''] = fault.split(/ (.*)/s);
  switch (code) {
    case 'open':
      return 'a hole is opened with { but not closed; for a brace write \\{';
    case 'name':
      return `“${about}” is not a hole: a name of letters and digits is needed; for a brace write \\{`;
    case 'type':
      return `“${about}” is not a type of hole: use ${HOLE_TYPES.join(', ')}`;
    case 'side':
      return 'two holes stand side by side: there must be text between them';
    default:
      return 'a } stands without its {; for a brace write \\}';
  }
}
