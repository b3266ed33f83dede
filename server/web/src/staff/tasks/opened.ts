import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLive } from '../../api/live';
import { isRefused } from '../../api/problem';
import { useApplication, useGraph, useReread, useTask, useTimeline, type TaskDetail } from './case';
import { useMay } from './may';
import { known, tellers, type Known } from './facts';
import { useBefore } from './next';
import type { Candidate } from './ReturnDialog';
import { useVocabulary, type Vocabulary } from './titles';

/** A task that is open before somebody, with the case around it, and what has changed since it was opened. */
export function useOpened(id: string) {
  const task = useTask(id);
  // What was read stays to be read, also once the task is over.
  const [last, setLast] = useState<{ data: TaskDetail; tag: string | undefined }>();
  useEffect(() => {
    if (task.data !== undefined && task.error === null) setLast(task.data);
  }, [task.data, task.error]);
  const detail = last?.data;
  // An id begins with its application's.
  const applicationId = id.split('.')[0] ?? id;
  const application = useApplication(applicationId);
  const timeline = useTimeline(applicationId);
  const graph = useGraph(applicationId);
  const vocabulary = useVocabulary(application.data?.scenario, application.data?.plan);
  const reread = useReread(id, applicationId);
  const before = useBefore(detail, timeline.data?.at(-1)?.sequence);

  /** Why what was decided was not taken: somebody was faster. */
  const [fastest, setFastest] = useState<unknown>();
  const [changed, setChanged] = useState(false);
  const own = useRef(false);
  // What one does oneself is no news.
  const busy = useCallback((is: boolean) => void (own.current = is), []);
  const sequence = application.data?.sequence;
  // Who may not read its events is told with all others that something happened.
  const readsEvents = useMay('readFacts');
  useLive(readsEvents ? `/api/v1/applications/${applicationId}/events` : '/api/v1/events', (event) => {
    if (event.event !== 'application' && event.event !== 'reset') return;
    const told =
      event.event === 'application'
        ? (JSON.parse(event.data) as { application?: string; sequence?: number })
        : undefined;
    if (told?.application !== undefined && told.application !== applicationId) return;
    const heard = told?.sequence;
    if (own.current || (heard !== undefined && sequence !== undefined && heard <= sequence)) return;
    setChanged(true);
    void reread();
  });
  const faster = useCallback(
    (error: unknown) => {
      setFastest(error);
      void reread();
    },
    [reread],
  );
  /** As if it had just been opened. */
  const settled = useCallback(() => {
    setFastest(undefined);
    setChanged(false);
  }, []);

  const facts = useMemo(() => detail?.facts.map(known) ?? [], [detail]);
  const toldBy = useMemo(() => tellers(graph.data?.graph), [graph.data]);
  const candidates = useMemo(() => candidatesOf(vocabulary, facts), [vocabulary, facts]);
  return {
    task,
    detail,
    tag: last?.tag,
    applicationId,
    application,
    timeline,
    vocabulary,
    reread,
    before,
    isGone: isRefused(task.error, 404, 409),
    fastest,
    changed,
    faster,
    settled,
    busy,
    facts,
    toldBy,
    candidates,
  };
}

/** What can be asked to be corrected: what the applicant is asked, and what the step decides on. */
function candidatesOf(vocabulary: Vocabulary, facts: readonly Known[]): Candidate[] {
  const titles = new Map([
    ...[...vocabulary.fields.values()].filter((f) => f.kind === 'field').map((f) => [f.id, f.title] as const),
    ...vocabulary.materials,
  ]);
  const ids = [...new Set([...vocabulary.asked, ...facts.map((fact) => fact.id)])];
  return ids
    .filter((one) => titles.has(one))
    .map((one) => ({ id: one, title: titles.get(one), isMaterial: vocabulary.materials.has(one) }));
}
