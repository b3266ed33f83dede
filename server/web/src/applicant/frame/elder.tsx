import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';

const KEY = 'onething.elder';

interface Choice {
  elder: boolean;
  choose: (elder: boolean) => void;
}

const Chosen = createContext<Choice>({ elder: false, choose: () => {} });

/** Whether the pages are shown in larger type and higher contrast (长辈版); kept in this browser. */
export function ElderProvider({ children }: { children: ReactNode }) {
  const [elder, set] = useState(() => localStorage.getItem(KEY) === 'yes');
  useEffect(() => {
    document.documentElement.toggleAttribute('data-elder', elder);
  }, [elder]);
  const choose = useCallback((to: boolean) => {
    localStorage.setItem(KEY, to ? 'yes' : 'no');
    set(to);
  }, []);
  const choice = useMemo(() => ({ elder, choose }), [elder, choose]);
  return <Chosen.Provider value={choice}>{children}</Chosen.Provider>;
}

export function useElder(): Choice {
  return useContext(Chosen);
}
