/** Ids of records out of links, attributes, checkboxes and calls. */
import { parameterValues, percentDecode } from '../../shared/profile/page-address.ts';
import { idOf, joinedIds } from '../../shared/profile/record-id.ts';
import type { IdRule } from '../../shared/profile/schema.ts';
import { matchTemplate, searchTemplate, templateParts } from '../../shared/profile/template.ts';
import { isElement, typeOf } from './nodes.ts';
import { CALLS, type Look } from './signs.ts';
import { textOf } from './text.ts';

const OTHERS = 'area[href],:not(a)[onclick],:not(a)[ondblclick],:not(a)[onmousedown]';

const selectors = new WeakMap<IdRule, string>();

/** The links that may hold what the rule looks for: the browser leaves out the others, which are often most of a list's. */
function linksFor(rule: IdRule): string {
  let css = selectors.get(rule);
  if (css === undefined) {
    css = linkSelector(rule);
    selectors.set(rule, css);
  }
  return css;
}

function linkSelector({ path, param, params, template = '' }: IdRule): string {
  const literal = templateParts(template).flatMap((part) => ('literal' in part ? part.literal : []));
  const wanted = path ?? (param === undefined ? (params ?? literal).slice(0, 1) : [param]);
  if (wanted.length === 0 || wanted.some((text) => /["\\\n\r\f]/.test(text))) return 'a';
  // What is encoded may hold anything, and so may handlers.
  const held = [...wanted, '%'].map((text) => `[href*="${text}"]`);
  return `a:is(${held.join()},[onclick],[ondblclick],[onmousedown])`;
}

/** href and handlers of the links, or of what the rule's CSS names; of other elements only where no link has any. */
function byCalls(scope: Element | Document, rule: IdRule, look: Look, take: (call: string) => boolean): void {
  const all = (elements: ArrayLike<Element>): boolean => {
    let found = false;
    for (let index = 0; index < elements.length; index++) {
      const element = elements[index];
      for (const name of CALLS) {
        const call = element?.getAttribute(name);
        if (call && take(call)) found = true;
      }
    }
    return found;
  };
  if (rule.css) {
    all(look.all(scope, rule.css));
    return;
  }
  if (!all(scope.querySelectorAll(linksFor(rule))))
    all([...(isElement(scope) ? [scope] : []), ...scope.querySelectorAll(OTHERS)]);
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
    const id = rule.inside ? idOf(matchTemplate(rule.inside, trimmed)) : trimmed;
    if (id !== undefined) found.add(id);
  };
  const own = () => (rule.css ? look.all(scope, rule.css) : isElement(scope) ? [scope] : []);
  const { param, params, template } = rule;
  if (rule.parts) return joinedIds(rule.parts.map((part) => byRule(scope, part, look)));
  if (params) {
    byCalls(scope, rule, look, (call) => {
      if (!passes(call, rule)) return false;
      const has = [...params, ...(rule.has ?? [])];
      const ids = joinedIds(params.map((name) => [...new Set(parameterValues(call, name, has))]));
      for (const id of ids) found.add(id);
      return ids.length > 0;
    });
  } else if (param !== undefined) {
    byCalls(scope, rule, look, (call) => {
      if (!(call.includes(param) || call.includes('%')) || !passes(call, rule)) return false;
      const values = parameterValues(call, param, rule.has ?? []);
      for (const value of values) take(value);
      return values.length > 0;
    });
  } else if (template !== undefined) {
    byCalls(scope, rule, look, (call) => {
      if (!passes(call, rule) || rule.has?.some((one) => !call.includes(one))) return false;
      const places = searchTemplate(template, call);
      for (const holes of places) take(idOf(holes));
      return places.length > 0;
    });
  } else if (rule.attribute !== undefined) {
    for (const element of own()) take(element.getAttribute(rule.attribute));
  } else if (rule.checkbox !== undefined) {
    for (const input of scope.getElementsByTagName('input')) {
      if (input.getAttribute('name') === rule.checkbox && /^(checkbox|radio|hidden)$/.test(typeOf(input)))
        take(input.getAttribute('value'));
    }
  } else if (rule.text) {
    for (const element of own()) take(textOf(element).text);
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
