import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Label, Language } from './words';

const KEY = 'onething.language';

/** The language that was chosen here, else the browser's, else Chinese. */
export function chosen(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

interface Choice {
  language: Language;
  choose: (language: Language) => void;
}

const Chosen = createContext<Choice>({ language: 'zh', choose: () => {} });

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, set] = useState(chosen);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const choose = useCallback((to: Language) => {
    localStorage.setItem(KEY, to);
    set(to);
  }, []);
  const choice = useMemo(() => ({ language, choose }), [language, choose]);
  return <Chosen.Provider value={choice}>{children}</Chosen.Provider>;
}

export function useLanguage(): Choice {
  return useContext(Chosen);
}

/** The words of a page in the language that is chosen. */
export function useWords<W>(words: Record<Language, W>): W {
  return words[useLanguage().language];
}

/** Says a text of the API in the language that is chosen. */
export function useSay(): (label: Label) => string {
  const { language } = useLanguage();
  return useCallback((label: Label) => label[language] || label.zh || label.en, [language]);
}
