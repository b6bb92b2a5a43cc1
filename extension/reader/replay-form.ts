/** A page's own form, as a browser would send it. */

import { fold } from '../../shared/profile/fold.ts';
import type { PageRequest } from '../../shared/profile/raw.ts';
import type { Submit } from '../../shared/profile/schema.ts';
import { fillTemplate, type Holes } from '../../shared/profile/template.ts';
import { chosenOptions, controlText, heldText } from './controls.ts';
import { listed, typeOf } from './nodes.ts';
import type { Look } from './signs.ts';

export type Pressed = readonly (readonly [name: string, value: string])[];

/**
 * The page's own form with some fields changed, as a browser would send it; null where the form is not there.
 *
 * @param pressed what the button that is pressed adds
 */
export function replayForm(
  submit: Submit,
  look: Look,
  base: string,
  holes: Holes,
  charset: string,
  pageUrl: string,
  pressed: Pressed = [],
): PageRequest | null {
  const set = new Map(Object.entries(submit.set).map(([name, value]) => [name, fillTemplate(value, holes)]));
  const forms =
    submit.form === undefined ? [...look.document.getElementsByTagName('form')] : look.all(look.document, submit.form);
  const form =
    submit.form === undefined
      ? (forms.find((one) =>
          [...set.keys()].every((name) => controlsOf(one).some((control) => control.getAttribute('name') === name)),
        ) ?? forms.find((one) => one.getAttribute('method')?.toLowerCase() === 'post'))
      : forms[0];
  if (!form) return null;
  const leaveOut = new Set(submit.leaveOut ?? []);
  const fields: [string, string][] = [];
  for (const control of controlsOf(form)) {
    const name = control.getAttribute('name');
    if (name === null || name === '' || leaveOut.has(name)) continue;
    const wanted = set.get(name);
    if (wanted !== undefined) {
      if (!fields.some(([other]) => other === name)) fields.push([name, wanted]);
      continue;
    }
    if (control.hasAttribute('disabled')) continue;
    fields.push(...sentValues(control).map((value): [string, string] => [name, value]));
  }
  for (const [name, value] of [...set, ...pressed])
    if (!fields.some(([other]) => other === name)) fields.push([name, value]);
  const target = submit.url ?? form.getAttribute('action') ?? '';
  let url: URL;
  try {
    url = target.trim() === '' ? new URL(pageUrl) : new URL(target, base);
  } catch {
    return null;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.hash = '';
  if ((form.getAttribute('method') ?? 'get').toLowerCase() === 'get') {
    url.search = fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
    return { method: 'GET', url: url.href };
  }
  return { method: 'POST', url: url.href, form: fields, charset };
}

/** What a form would send for these names; undefined where it lacks one. */
export function formValues(look: Look, css: string, names: readonly string[]): Record<string, string> | undefined {
  const form = look.all(look.document, css)[0];
  if (!form) return undefined;
  const values: Record<string, string> = {};
  for (const control of controlsOf(form)) {
    const name = control.getAttribute('name') ?? '';
    const [value] = names.includes(name) ? sentValues(control) : [];
    if (value !== undefined) values[name] = value;
  }
  return names.every((name) => name in values) ? values : undefined;
}

function controlsOf(form: Element): Element[] {
  const owned = listed<Element>(
    'elements' in form ? (form as HTMLFormElement).elements : form.getElementsByTagName('*'),
  ).filter((one) => /^(INPUT|SELECT|TEXTAREA)$/.test(one.tagName));
  if (owned.length > 0) return owned;
  // A table breaks a form apart when it is parsed. The fields are still the form's own in an open page, but nobody's in a document that
  // Chromium's DOMParser made: they are those that follow in the table, up to the next form.
  const all = listed<Element>(form.parentElement?.querySelectorAll('form,input,select,textarea') ?? []);
  const from = all.indexOf(form) + 1;
  const end = all.findIndex((one, at) => at >= from && one.tagName === 'FORM');
  return all.slice(from, end < 0 ? all.length : end);
}

function sentValues(control: Element): string[] {
  if (control.tagName === 'SELECT') {
    return chosenOptions(control).map((option) => option.getAttribute('value') ?? fold(option.textContent ?? ''));
  }
  const type = typeOf(control);
  if (control.tagName === 'INPUT') {
    if (['submit', 'button', 'image', 'reset', 'file'].includes(type)) return [];
    if (type === 'checkbox' || type === 'radio')
      return controlText(control) === 'true' ? [control.getAttribute('value') ?? 'on'] : [];
    return [heldText(control)];
  }
  return [controlText(control) ?? ''];
}
