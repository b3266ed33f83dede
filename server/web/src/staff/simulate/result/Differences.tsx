import { useMemo } from 'react';
import { Forest } from '../../../chart/Forest';
import { useLanguage, useWords } from '../../../language/language';
import { differenceSaid, estimateSaid, figureOf } from '../figures';
import type { Changed } from '../outcome';
import { words as common } from '../words';
import { words } from './words';

/** Differences of a pair as shares of what was before, with their intervals. */
export function Differences({ changes }: { changes: readonly Changed[] }) {
  const say = useWords(words);
  const names = useWords(common).figures as Record<string, string>;
  const { language } = useLanguage();
  // A share of nothing is no share; those are in the table of all figures.
  const told = useMemo(
    () =>
      changes.flatMap((change) =>
        change.from === null || change.difference === null || change.from.mean === 0
          ? []
          : [
              {
                change,
                difference: change.difference,
                name: names[change.figure] ?? change.title[language],
                share: change.difference.mean / change.from.mean,
                half:
                  change.difference.half_width === null
                    ? null
                    : change.difference.half_width / change.from.mean,
              },
            ],
      ),
    [changes, names, language],
  );
  const drawn = useMemo(
    () => told.map(({ change, name, share, half }) => ({ name, share, half, isCertain: change.is_certain })),
    [told],
  );
  if (told.length === 0) return null;
  return (
    <Forest
      title={say.relative}
      description={say.differencesSaid(told.filter(({ change }) => change.is_certain).length)}
      note={say.differencesNote}
      differences={drawn}
      table={{
        caption: say.differences,
        columns: [
          { title: say.figure },
          { title: say.from, isNumber: true },
          { title: say.to, isNumber: true },
          { title: say.difference, isNumber: true },
          { title: say.certain },
        ],
        rows: told.map(({ change, difference, name }) => {
          const style =
            figureOf(change.figure)?.style ?? (change.figure.endsWith('hours') ? 'hours' : 'count');
          return [
            name,
            estimateSaid(change.from, style, language),
            estimateSaid(change.to, style, language),
            differenceSaid(difference, style, language),
            change.is_certain ? say.yes : say.no,
          ];
        }),
      }}
    />
  );
}
