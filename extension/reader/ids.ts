/** Ids of records out of links, attributes, checkboxes and calls. */
import { parameterValues, percentDecode } from '../../shared/profile/page-address.ts';
import type { IdRule } from '../../shared/profile/schema.ts';
import { matchTemplate, searchTemplate } from '../../shared/profile/template.ts';
import type { Look } from './signs.ts';
import { textOf } from './text.ts';

const CALLS = ['onclick', 'ondblclick', 'onmousedown'];

/** href and handlers of the element and of those below it. */
function* callsOf(scope: Element | Document, rule: IdRule, look: Look): Generator<string> {
  const elements: Iterable<Element> = rule.css ? look.all(scope, rule.css) : linksOf(scope);
  for (const element of elements) {
    const href = element.getAttribute('href');
    if (href !== null) yield href;
    for (const name of CALLS) {
      const call = element.getAttribute(name);
      if (call !== null) yield call;
    }
  }
}

function* linksOf(scope: Element | Document): Generator<Element> {
  if (scope.nodeType === 1) yield scope as Element;
  yield* scope.getElementsByTagName('a');
  yield* scope.querySelectorAll('area[href],:not(a)[onclick],:not(a)[ondblclick],:not(a)[onmousedown]');
}

/** Whether the link leads to one of the rule's paths: whole names only, also inside an encoded fragment or a call. */
function passes(text: string, rule: IdRule): boolean {
  if (!rule.path) return true;
  const plain = text.includes('%') ? percentDecode(percentDecode(text)) : text;
  return rule.path.some((path) => {
    for (let at = plain.indexOf(path); at >= 0; at = plain.indexOf(path, at + 1)) {
      if (!/[\w.-]/.test(plain.charAt(at - 1)) && !/[\w.-]/.test(plain.charAt(at + path.length))) return true;
    }
    return false;
  });
}

/** The ids that one rule finds, distinct, in the order of the page. */
function byRule(scope: Element | Document, rule: IdRule, look: Look): string[] {
  const found = new Set<string>();
  const take = (text: string | null | undefined) => {
    const trimmed = text?.trim() ?? '';
    if (trimmed === '') return;
    if (!rule.inside) found.add(trimmed);
    else {
      const id = matchTemplate(rule.inside, trimmed)?.['id'];
      if (id !== undefined) found.add(id);
    }
  };
  if (rule.param !== undefined) {
    for (const text of callsOf(scope, rule, look)) {
      if (passes(text, rule)) for (const value of parameterValues(text, rule.param, rule.has ?? [])) take(value);
    }
  } else if (rule.template !== undefined) {
    for (const text of callsOf(scope, rule, look)) {
      if (!passes(text, rule)) continue;
      if (rule.has && !rule.has.every((one) => text.includes(one))) continue;
      for (const holes of searchTemplate(rule.template, text)) take(holes['id']);
    }
  } else if (rule.attribute !== undefined) {
    const elements = rule.css ? look.all(scope, rule.css) : scope.nodeType === 1 ? [scope as Element] : [];
    for (const element of elements) take(element.getAttribute(rule.attribute));
  } else if (rule.checkbox !== undefined) {
    for (const input of scope.getElementsByTagName('input')) {
      if (
        input.getAttribute('name') === rule.checkbox &&
        /^(checkbox|radio|hidden)$/i.test(input.getAttribute('type') ?? '')
      )
        take(input.getAttribute('value'));
    }
  } else if (rule.text) {
    const elements = rule.css ? look.all(scope, rule.css) : scope.nodeType === 1 ? [scope as Element] : [];
    for (const element of elements) take(textOf(element).text);
  }
  return [...found];
}

/** The ids of the first rule that finds any. `column` and `key` are read where the row is known. */
export function idsIn(scope: Element | Document, rules: readonly IdRule[], look: Look): string[] {
  for (const rule of rules) {
    const found = byRule(scope, rule, look);
    if (found.length > 0) return found;
  }
  return [];
}
