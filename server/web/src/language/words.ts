/** The languages in which every label is there. */
export type Language = 'zh' | 'en';

/** A text in both languages, as the API gives it. */
export interface Label {
  zh: string;
  en: string;
}

/** Words of a page in both languages; the English must have exactly what the Chinese has. */
export function inBoth<Zh extends object>(words: {
  zh: Zh;
  en: { [K in keyof Zh]: Zh[K] extends string ? string : Zh[K] };
}): Record<Language, typeof words.en> {
  return words as Record<Language, typeof words.en>;
}
