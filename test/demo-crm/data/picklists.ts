export type Language = 'en' | 'de';

interface Word {
  readonly en: string;
  readonly de: string;
}

/** The closed lists. The English word is the stored value and what the truth states; the German one is only shown. */
export const PICKLISTS = {
  industry: [
    { en: 'Mechanical engineering', de: 'Maschinenbau' },
    { en: 'Chemicals', de: 'Chemie' },
    { en: 'Trade', de: 'Handel' },
    { en: 'Automotive', de: 'Automobil' },
    { en: 'IT and software', de: 'EDV und Software' },
    { en: 'Construction', de: 'Bau' },
    { en: 'Logistics', de: 'Logistik' },
  ],
  leadSource: [
    { en: 'Trade fair', de: 'Messe' },
    { en: 'Web site', de: 'Internet' },
    { en: 'Referral', de: 'Empfehlung' },
    { en: 'Cold call', de: 'Kaltakquise' },
  ],
  leadState: [
    { en: 'New', de: 'Neu' },
    { en: 'Contacted', de: 'Kontaktiert' },
    { en: 'Converted', de: 'Umgewandelt' },
    { en: 'Rejected', de: 'Abgelehnt' },
  ],
} as const satisfies Record<string, readonly Word[]>;

export type PicklistName = keyof typeof PICKLISTS;

/** A deal's status in Gong's words, as each language shows it. */
export const STATUS_WORDS = {
  OPEN: { en: 'Open', de: 'Offen' },
  WON: { en: 'Won', de: 'Gewonnen' },
  LOST: { en: 'Lost', de: 'Verloren' },
} as const satisfies Record<string, Word>;

/** The word that a language shows for a stored picklist value. */
export const picklistWord = (name: PicklistName, stored: string, language: Language): string =>
  PICKLISTS[name].find((word) => word.en === stored)?.[language] ?? stored;
