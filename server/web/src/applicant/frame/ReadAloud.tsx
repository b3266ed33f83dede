import { useEffect, useState } from 'react';
import { useLanguage, useWords } from '../../language/language';
import { words } from './words';

/** Reads the page aloud, where the browser can. */
export function ReadAloud() {
  const say = useWords(words);
  const { language } = useLanguage();
  const [reading, set] = useState(false);
  const can = 'speechSynthesis' in window;
  useEffect(() => () => (can ? speechSynthesis.cancel() : undefined), [can]);
  if (!can) return null;
  const toggle = () => {
    speechSynthesis.cancel();
    if (reading) return set(false);
    const spoken = new SpeechSynthesisUtterance(document.getElementById('content')?.innerText ?? '');
    spoken.lang = language === 'zh' ? 'zh-CN' : 'en-GB';
    spoken.rate = 0.9;
    spoken.onend = () => set(false);
    spoken.onerror = () => set(false);
    speechSynthesis.speak(spoken);
    set(true);
  };
  return (
    <button type="button" aria-pressed={reading} onClick={toggle}>
      {reading ? say.quiet : say.read}
    </button>
  );
}
