/** What the controls of a form show and hold. */
import { fold } from '../../shared/profile/fold.ts';
import { tags, typeOf } from './nodes.ts';

export const BUTTONS = tags('button submit reset image file password');

/** The options that a select shows as chosen: a drop-down list has one, the first where none is marked. */
export function chosenOptions(select: Element): Element[] {
  const options = [...select.getElementsByTagName('option')];
  const chosen = options.filter(
    (option) => option.hasAttribute('selected') || ('selected' in option && option.selected === true),
  );
  if (select.hasAttribute('multiple')) return chosen;
  return chosen.length > 0 ? chosen.slice(-1) : options.slice(0, 1);
}

/** What a control holds now; in a parsed document, what its page gave it. */
export function heldText(control: Element): string {
  return 'value' in control ? String(control.value) : (control.getAttribute('value') ?? '');
}

/** The value of a control as its page shows it, or null where it is none. Checkboxes and radio buttons give `true` and `false`. */
export function controlText(element: Element, code?: boolean): string | null {
  const name = element.tagName;
  if (name === 'SELECT') {
    return chosenOptions(element)
      .map((option) => fold((code ? option.getAttribute('value') : null) ?? option.textContent ?? ''))
      .join('\n');
  }
  if (name === 'TEXTAREA') return ('value' in element ? String(element.value) : (element.textContent ?? '')).trim();
  if (name !== 'INPUT') return null;
  const type = typeOf(element);
  if (BUTTONS.has(type)) return '';
  if (type === 'checkbox' || type === 'radio') {
    const on = 'checked' in element ? element.checked === true : element.hasAttribute('checked');
    return code ? (on ? (element.getAttribute('value') ?? 'on') : '') : String(on);
  }
  return heldText(element).trim();
}

/** The words of a radio button: its label's, or the text right after it. */
export function radioText(radio: Element): string {
  const label =
    radio.closest('label') ??
    (radio.id === ''
      ? null
      : [...radio.ownerDocument.getElementsByTagName('label')].find((one) => one.getAttribute('for') === radio.id));
  if (label) return fold(label.textContent ?? '');
  const next = radio.nextSibling;
  return next && next.nodeType === 3 && /\S/.test(next.nodeValue ?? '')
    ? fold(next.nodeValue ?? '')
    : (radio.getAttribute('value') ?? '');
}
