import { useLanguage, useWords } from '../../language/language';
import type { Standing } from './entries';
import { words } from './words';

/** How far what was typed has come, said without taking anybody's attention. */
export function SavedNote({ standing }: { standing: Standing }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const clock = (at: Date) =>
    new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeStyle: 'short' }).format(at);
  const said =
    standing.kind === 'saving'
      ? say.saving
      : standing.kind === 'kept'
        ? say.kept
        : standing.kind === 'saved'
          ? say.saved(clock(standing.at))
          : '';
  return (
    <p role="status" className="small saved-note">
      {said}
    </p>
  );
}
