/**
 * Everything that can keep a text from becoming a value, with a sentence for people. A problem belongs to one field of one record;
 * the field is then unread and never overwrites what is known (design §5).
 */
export const PROBLEM_CODES = {
  'text-empty': 'The text is empty where a value is needed.',
  'text-masked': 'The CRM hides the value from this viewer.',
  'text-cut': 'The text is cut off and the whole of it stands nowhere on the page.',
  'text-broken': 'The text holds characters that were lost in decoding.',
  'line-missing': 'The text has fewer lines than the profile asks for.',
  'template-mismatch': 'The text fits none of the templates.',
  'template-ambiguous': 'The text can be taken apart by the template in more than one way.',
  'date-unparsable': 'The text is not a date in any of the stated formats.',
  'date-impossible': 'The text is a date or time that does not exist.',
  'date-ambiguous': 'The text is a different date under different formats of the list.',
  'date-century-unknown': 'The year has two digits and the profile states no pivot.',
  'date-time-missing': 'The text has no time of day where one is needed.',
  'date-zone-unknown': 'The time zone of the text is not known.',
  'date-zone-differs': 'The zone named behind the time is not that of the viewer.',
  'date-in-gap': 'The clock skipped this time of day when it was put forward.',
  'date-in-overlap': 'The clock showed this time of day twice when it was put back.',
  'number-unparsable': 'The text is not a number in the stated format.',
  'number-grouping': 'The digits are not grouped as the stated format says.',
  'number-ambiguous': 'The mark before the last three digits can mean thousands or decimals.',
  'number-decimals': 'The number has more decimals than the field can have.',
  'number-out-of-range': 'The number is too long or too large to be kept exactly.',
  'percent-out-of-range': 'The percentage is not between 0 and 100.',
  'currency-other': 'The amount is in another currency and the profile has no rate for it.',
  'currency-unknown': 'The amount carries a mark that is no known currency.',
  'boolean-unknown': 'The word is in neither of the profile’s lists of yes and no.',
  'picklist-unknown': 'The word is not in the profile’s map.',
  'email-invalid': 'The text holds no valid e-mail address.',
  'phone-invalid': 'The text holds no phone number.',
  'url-invalid': 'The text is not a full web address.',
  'domain-invalid': 'The text holds no web address or e-mail address with a domain.',
  'mandatory-missing': 'A field that Gong needs is missing or empty.',
  'value-invalid': 'The value is not in the form that Gong takes.',
  'field-unknown': 'The field is neither a standard field nor a custom field of the profile.',
} as const satisfies Record<string, string>;

export type ProblemCode = keyof typeof PROBLEM_CODES;
