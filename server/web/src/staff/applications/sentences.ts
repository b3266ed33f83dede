import { useCallback, useMemo } from 'react';
import { useSay, useWords } from '../../language/language';
import type { GraphDocument } from '../../picture/graph';
import type { ApplicationView } from '../tasks/case';
import type { Vocabulary } from '../tasks/titles';
import type { Happened } from './events';
import { kinds } from './eventWords';
import { stepOf } from './fold';
import type { Entry } from './story';

/** An event in words: as the timeline tells it, else its kind and what it is about. */
export interface Sentences {
  what: (event: Happened) => string;
  who: (event: Happened) => string | undefined;
  entry: (sequence: number) => Entry | undefined;
  step: (id: string) => string;
}

export function useSentences(
  graph: GraphDocument | undefined,
  application: ApplicationView | undefined,
  vocabulary: Vocabulary,
  timeline: readonly Entry[] | undefined,
): Sentences {
  const told = useSay();
  const kind = useWords(kinds);
  const entries = useMemo(() => new Map(timeline?.map((entry) => [entry.sequence, entry])), [timeline]);
  const steps = useMemo(() => new Map(graph?.nodes.map((node) => [node.id, node.title])), [graph]);
  const items = useMemo(
    () => new Map(application?.items.map((item) => [item.id, item.title])),
    [application],
  );
  const step = useCallback(
    (id: string) => {
      const title = steps.get(id);
      // What stands between two steps has no name of its own.
      return title === undefined ? '' : told(title);
    },
    [steps, told],
  );
  const entry = useCallback((sequence: number) => entries.get(sequence), [entries]);
  const what = useCallback(
    (event: Happened) => {
      const line = entries.get(event.sequence);
      if (line !== undefined) return told(line.what);
      const of = event.step ?? stepOf(event.call) ?? stepOf(Object.values((event.kind ?? {}) as object)[0]);
      const fact =
        event.fact === undefined
          ? undefined
          : (vocabulary.fields.get(event.fact)?.title ?? vocabulary.materials.get(event.fact));
      const item = event.item === undefined ? undefined : items.get(event.item);
      const about =
        fact !== undefined
          ? told(fact)
          : item !== undefined
            ? told(item)
            : of === undefined
              ? (event.fact ?? '')
              : step(of);
      return [kind[event.event] ?? event.event, about].filter(Boolean).join(' · ');
    },
    [entries, told, kind, vocabulary, items, step],
  );
  const who = useCallback(
    (event: Happened) => {
      const line = entries.get(event.sequence);
      return line === undefined ? undefined : told(line.who);
    },
    [entries, told],
  );
  return useMemo(() => ({ what, who, entry, step }), [what, who, entry, step]);
}
