import type { PicklistName } from './picklists.ts';
import type { ObjectType } from './records.ts';

/** How a field is kept, shown and edited. */
export type FieldKind =
  | {
      readonly as: 'text' | 'lines' | 'email' | 'emails' | 'web' | 'integer' | 'percent' | 'boolean' | 'date' | 'money';
    }
  | { readonly as: 'user' | 'login' | 'stage' | 'account' | 'contact' | 'deal' | 'status' | 'language' | 'format' }
  | { readonly as: 'picklist'; readonly list: PicklistName };

/** One field of a record page, in the order and under the labels that people see. */
export interface FieldDefinition {
  readonly key: string;
  readonly en: string;
  readonly de: string;
  readonly kind: FieldKind;
  /** Heading under which the field stands; fields of one section stand together. */
  readonly section?: 'contact' | 'assistant' | 'conversion';
}

const text = { as: 'text' } as const;

/** Every field of every object type. The record pages, the edit forms and the control endpoint all follow this list. */
export const FIELDS: Readonly<Record<ObjectType, readonly FieldDefinition[]>> = {
  ACCOUNT: [
    { key: 'name', en: 'Account name', de: 'Firma', kind: text },
    { key: 'street', en: 'Street', de: 'Straße', kind: text },
    { key: 'zip', en: 'Postcode', de: 'PLZ', kind: text },
    { key: 'city', en: 'City', de: 'Ort', kind: text },
    { key: 'phoneNumber', en: 'Phone', de: 'Telefon', kind: text },
    { key: 'fax', en: 'Fax', de: 'Fax', kind: text },
    { key: 'web', en: 'Web site', de: 'Internet', kind: { as: 'web' } },
    { key: 'industry', en: 'Industry', de: 'Branche', kind: { as: 'picklist', list: 'industry' } },
    { key: 'annualRevenue', en: 'Annual revenue (EUR)', de: 'Jahresumsatz (EUR)', kind: { as: 'money' } },
    { key: 'employees', en: 'Employees', de: 'Mitarbeiter', kind: { as: 'integer' } },
    { key: 'ownerId', en: 'Account manager', de: 'Betreuer', kind: { as: 'login' } },
    { key: 'notes', en: 'Notes', de: 'Bemerkungen', kind: { as: 'lines' } },
  ],
  CONTACT: [
    { key: 'firstName', en: 'First name', de: 'Vorname', kind: text, section: 'contact' },
    { key: 'lastName', en: 'Last name', de: 'Nachname', kind: text, section: 'contact' },
    { key: 'title', en: 'Job title', de: 'Position', kind: text, section: 'contact' },
    { key: 'accountId', en: 'Account', de: 'Firma', kind: { as: 'account' }, section: 'contact' },
    { key: 'emailAddress', en: 'E-mail', de: 'E-Mail', kind: { as: 'emails' }, section: 'contact' },
    { key: 'phoneNumber', en: 'Phone', de: 'Telefon', kind: text, section: 'contact' },
    { key: 'fax', en: 'Fax', de: 'Fax', kind: text, section: 'contact' },
    { key: 'newsletter', en: 'Newsletter', de: 'Rundbrief', kind: { as: 'boolean' }, section: 'contact' },
    { key: 'ownerId', en: 'Looked after by', de: 'Betreuer', kind: { as: 'user' }, section: 'contact' },
    { key: 'assistantName', en: 'Assistant', de: 'Sekretariat', kind: text, section: 'assistant' },
    { key: 'assistantPhone', en: 'Phone', de: 'Telefon', kind: text, section: 'assistant' },
  ],
  DEAL: [
    { key: 'name', en: 'Deal', de: 'Verkaufschance', kind: text },
    { key: 'accountId', en: 'Account', de: 'Firma', kind: { as: 'account' } },
    { key: 'stage', en: 'Stage', de: 'Phase', kind: { as: 'stage' } },
    { key: 'status', en: 'Status', de: 'Status', kind: { as: 'status' } },
    { key: 'amount', en: 'Amount (EUR)', de: 'Betrag (EUR)', kind: { as: 'money' } },
    { key: 'probability', en: 'Probability (%)', de: 'Wahrscheinlichkeit (%)', kind: { as: 'percent' } },
    { key: 'closeDate', en: 'Closing date', de: 'Abschluß am', kind: { as: 'date' } },
    { key: 'contactId', en: 'Contact', de: 'Ansprechpartner', kind: { as: 'contact' } },
    { key: 'ownerId', en: 'Owner', de: 'Verantwortlich', kind: { as: 'user' } },
    { key: 'notes', en: 'Notes', de: 'Bemerkungen', kind: { as: 'lines' } },
  ],
  LEAD: [
    { key: 'firstName', en: 'First name', de: 'Vorname', kind: text },
    { key: 'lastName', en: 'Last name', de: 'Nachname', kind: text },
    { key: 'company', en: 'Company', de: 'Firma', kind: text },
    { key: 'title', en: 'Job title', de: 'Position', kind: text },
    { key: 'emailAddress', en: 'E-mail', de: 'E-Mail', kind: { as: 'emails' } },
    { key: 'phoneNumber', en: 'Phone', de: 'Telefon', kind: text },
    { key: 'leadSource', en: 'Source', de: 'Herkunft', kind: { as: 'picklist', list: 'leadSource' } },
    { key: 'leadState', en: 'State', de: 'Zustand', kind: { as: 'picklist', list: 'leadState' } },
    { key: 'ownerId', en: 'Owner', de: 'Verantwortlich', kind: { as: 'user' } },
    { key: 'convertedToAccountId', en: 'Became account', de: 'Wurde Firma', kind: { as: 'account' } },
    { key: 'convertedToContactId', en: 'Became contact', de: 'Wurde Kontakt', kind: { as: 'contact' } },
    { key: 'convertedToDealId', en: 'Became deal', de: 'Wurde Chance', kind: { as: 'deal' } },
  ],
  BUSINESS_USER: [
    { key: 'login', en: 'Login', de: 'Anmeldename', kind: text },
    { key: 'firstName', en: 'First name', de: 'Vorname', kind: text },
    { key: 'lastName', en: 'Last name', de: 'Nachname', kind: text },
    { key: 'emailAddress', en: 'E-mail', de: 'E-Mail', kind: { as: 'email' } },
    { key: 'active', en: 'Active', de: 'Aktiv', kind: { as: 'boolean' } },
    { key: 'language', en: 'Language', de: 'Sprache', kind: { as: 'language' } },
    { key: 'format', en: 'Formats', de: 'Formate', kind: { as: 'format' } },
  ],
  STAGE: [
    { key: 'name', en: 'Stage', de: 'Phase', kind: text },
    { key: 'sortOrder', en: 'Order', de: 'Reihenfolge', kind: { as: 'integer' } },
    { key: 'isActive', en: 'Active', de: 'Aktiv', kind: { as: 'boolean' } },
    { key: 'status', en: 'Means', de: 'Bedeutet', kind: { as: 'status' } },
  ],
};

/** The definition of one field of an object type. */
export const fieldOf = (type: ObjectType, key: string): FieldDefinition | undefined =>
  FIELDS[type].find((field) => field.key === key);
