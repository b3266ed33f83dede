import { useMemo } from 'react';
import { useHistory } from '../applications/events';
import { allKnown, known, type Known } from './facts';
import type { Vocabulary } from './titles';

/** What is known of an application beside what a step is decided on: fields and materials. */
export function useRest(
  application: string,
  shown: ReadonlySet<string>,
  vocabulary: Vocabulary,
  on: boolean,
) {
  const asked = useHistory(application, on);
  const all = useMemo(() => allKnown(asked.data?.parts ?? []), [asked.data]);
  const rest = useMemo(
    (): Known[] =>
      [...all]
        .filter(([id]) => !shown.has(id))
        .map(([id, { value, how }]) => {
          const title = vocabulary.fields.get(id)?.title ?? vocabulary.materials.get(id);
          const fact = known({ id, title: title ?? { zh: '', en: '' }, value, how }, vocabulary);
          return { ...fact, title };
        }),
    [all, shown, vocabulary],
  );
  return { asked, rest };
}
