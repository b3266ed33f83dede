import { inBoth, type Language } from './words';

const units = inBoth<Record<string, string>>({
  zh: { CNY: '元', m2: '平方米', cm: '厘米', g: '克' },
  en: { CNY: 'CNY', m2: 'm²', cm: 'cm', g: 'g' },
});

/** A unit of the catalogue as people write it; one that is not known here as it stands. */
export function unitSaid(unit: string | null | undefined, language: Language): string | undefined {
  return unit == null ? undefined : (units[language][unit] ?? unit);
}
