import type { ObjectType } from '../../../shared/objects/object-type.ts';

/** What object types are called on screen. */
export const TYPE_WORDS: Readonly<Record<ObjectType, { readonly one: string; readonly many: string }>> = {
  BUSINESS_USER: { one: 'User', many: 'Users' },
  STAGE: { one: 'Stage', many: 'Stages' },
  ACCOUNT: { one: 'Account', many: 'Accounts' },
  CONTACT: { one: 'Contact', many: 'Contacts' },
  DEAL: { one: 'Deal', many: 'Deals' },
  LEAD: { one: 'Lead', many: 'Leads' },
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** “21 Nov 2026, 13:05 UTC”. Pages are made without script, so the viewer's zone is not known. */
export function momentText(iso: string): string {
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return `${day}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`;
}

/** “42 s”, “3 min”, “2 h 5 min”, “4 days”: the two largest parts that matter. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

/** “3 min ago”, “in 2 h”. */
export function agoText(iso: string, now: number): string {
  const ms = now - Date.parse(iso);
  if (Math.abs(ms) < 5000) return 'just now';
  return ms > 0 ? `${spanText(ms)} ago` : `in ${spanText(-ms)}`;
}

/** Digits in groups of three. */
export function numberText(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}
