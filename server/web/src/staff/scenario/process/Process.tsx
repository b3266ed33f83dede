import { Drawer, Grid, Segmented } from 'antd';
import { useMemo, useRef } from 'react';
import { useKept } from '../../../api/kept';
import { useSay, useWords } from '../../../language/language';
import { boxOf, membersOf, type GraphDocument } from '../../../picture/graph';
import { StepList } from '../../../picture/StepList';
import { focusStep, Swimlane, type Cover, type StepNote } from '../../../picture/Swimlane';
import { Failure, Loaded } from '../../frame/State';
import { useGraph, useTests, type Goal } from '../asked';
import { grouped } from '../grouped';
import { coverOf } from '../tests/cover';
import { CoverLegend } from '../tests/Legend';
import { Tests } from '../tests/Tests';
import { words as ofTests } from '../tests/words';
import type { Viewed } from '../view';
import { words as common } from '../words';
import { Changes, Legend } from './Changes';
import { happened, type Happened } from './happened';
import { Step } from './Step';
import { words } from './words';

/** The processes of the plans, each as swimlanes; going from one to another shows what becomes of the steps. */
export default function Process({ scenario, given, names, choice }: Viewed) {
  const say = useWords(words);
  const told = useSay();
  const ofCover = useWords(ofTests);
  const [first, last] = [scenario.plans[0]?.id ?? '', scenario.plans.at(-1)?.id ?? ''];
  const asked = choice.of('plan');
  const plan = scenario.plans.some(({ id }) => id === asked) ? (asked ?? last) : last;
  const [kept, keep] = useKept<Marks>('scenario.marked', 'changes');
  // A link to the tests shows them; what somebody looked at last comes back otherwise.
  const marks: Marks = choice.of('marks') === 'tests' ? 'tests' : kept;
  const mark = (to: Marks) => {
    keep(to);
    choice.set({ marks: to === 'tests' ? to : undefined });
  };
  const tests = useTests(scenario.id, given, marks === 'tests');
  const before = useGraph(scenario.id, first, given);
  // The first plan is compared with the last one; any other one with the first.
  const other = useGraph(scenario.id, plan === first ? last : plan, given);
  const both = useMemo(
    () => (before.data && other.data && first !== last ? happened(before.data, other.data) : undefined),
    [before.data, other.data, first, last],
  );
  const shown = plan === first ? before : other;
  const changes = useNotes(both, marks === 'changes', plan === first, before.data, other.data);
  const cover = useMemo(
    () => (marks === 'tests' ? coverOf(tests.data, plan) : undefined),
    [marks, tests.data, plan],
  );
  const goals = marks === 'tests' ? tests.data?.coverage.goals : undefined;
  const counts = useCounts(goals, plan);
  return (
    <div className="sc-process">
      <div className="sc-bar no-print">
        {scenario.plans.length > 1 ? (
          <Segmented
            aria-label={say.plan}
            value={plan}
            onChange={(to) => choice.set({ plan: to === last ? undefined : to, step: undefined })}
            options={scenario.plans.map(({ id, title }) => ({ value: id, label: told(title) }))}
          />
        ) : null}
        <span className="sc-switch">
          <span id="sc-marks">{say.marks}</span>
          <Segmented
            size="small"
            aria-labelledby="sc-marks"
            value={marks}
            onChange={mark}
            options={[
              ...(both ? [{ value: 'changes' as const, label: say.changes }] : []),
              { value: 'tests' as const, label: say.tests },
              { value: 'none' as const, label: say.unmarked },
            ]}
          />
        </span>
        {cover ? <CoverLegend /> : <Legend />}
      </div>
      {marks === 'tests' ? (
        <p className="sc-note" role="status">
          {tests.isLoading
            ? `${ofCover.playing}…`
            : tests.data && cover === undefined
              ? ofCover.notPlayed(
                  told(scenario.plans.find(({ id }) => id === plan)?.title ?? { zh: plan, en: plan }),
                )
              : ''}
        </p>
      ) : both ? (
        <Changes happened={both} />
      ) : null}
      {marks === 'tests' && tests.error ? (
        <Failure error={tests.error} again={() => void tests.refetch()} />
      ) : null}
      <Loaded of={shown}>
        {(graph) => (
          <Picture
            graph={graph}
            // A picture of the plan before stays until that of this one is there.
            busy={shown.isPlaceholderData}
            notes={marks === 'tests' ? counts : changes}
            cover={cover}
            goals={goals?.filter((goal) => goal.plan === plan)}
            happened={both}
            names={names}
            step={choice.of('step')}
            choose={(step) => choice.set({ step })}
          />
        )}
      </Loaded>
      {marks === 'tests' && tests.data && shown.data ? (
        <Tests scenario={scenario} tests={tests.data} graph={shown.data} names={names} />
      ) : null}
    </div>
  );
}

/** What is marked on the picture. */
type Marks = 'changes' | 'tests' | 'none';

/** How many tests come to each step, beside it. */
function useCounts(goals: readonly Goal[] | undefined, plan: string) {
  const say = useWords(ofTests);
  return useMemo(() => {
    const notes: Record<string, StepNote> = {};
    for (const goal of goals ?? []) {
      if (goal.kind === 'step' && goal.plan === plan) notes[goal.of] = say.noteOf(goal.tests);
    }
    return notes;
  }, [goals, plan, say]);
}

/** What the marks beside the steps say. */
function useNotes(
  both: Happened | undefined,
  marks: boolean,
  isBefore: boolean,
  before: GraphDocument | undefined,
  after: GraphDocument | undefined,
) {
  const say = useWords(words);
  return useMemo(() => {
    const notes: Record<string, StepNote> = {};
    if (both === undefined || !marks) return notes;
    if (isBefore) {
      const stay = new Set(after?.nodes.map(({ id }) => id));
      for (const { id } of before?.nodes ?? []) {
        if (both.became[id] !== undefined) notes[id] = say.noteMerged;
        else if (!stay.has(id)) notes[id] = { text: say.noteGone, tone: 'gone' };
      }
      for (const { id } of both.automatic) notes[id] = say.noteAuto;
      return notes;
    }
    for (const { id } of both.calls) notes[id] = { text: say.noteNew, tone: 'new' };
    for (const { id } of both.automatic) notes[id] = { text: say.noteIsAuto, tone: 'new' };
    const counts = grouped(Object.values(both.became), (into) => into);
    for (const [into, from] of counts) notes[into] = say.noteOf(from.length);
    return notes;
  }, [both, marks, isBefore, before, after, say]);
}

function Picture({
  graph,
  busy,
  notes,
  cover,
  goals,
  happened: both,
  names,
  step,
  choose,
}: {
  graph: GraphDocument;
  busy: boolean;
  notes: Readonly<Record<string, StepNote>>;
  cover: Cover | undefined;
  /** What tests should reach of this plan, where that is painted. */
  goals: readonly Goal[] | undefined;
  happened: Happened | undefined;
  names: Viewed['names'];
  step: string | undefined;
  choose: (step: string | undefined) => void;
}) {
  const say = useWords(words);
  const said = useWords(common);
  const frame = useRef<HTMLDivElement>(null);
  const wide = Grid.useBreakpoint().xl ?? true;
  const box = step === undefined ? undefined : boxOf(step, graph);
  const node = graph.nodes.find(({ id }) => id === box?.id);
  const close = () => {
    choose(undefined);
    if (node) focusStep(frame.current, node.id);
  };
  const details = node ? (
    <Step
      key={node.id}
      graph={graph}
      node={node}
      members={box ? membersOf(box, graph) : [node]}
      happened={both}
      goals={goals?.filter((goal) => goal.of === node.id)}
      names={names}
      choose={choose}
      close={close}
    />
  ) : null;
  return (
    <div
      className={wide && node ? 'sc-picture sc-picture-beside' : 'sc-picture'}
      ref={frame}
      aria-busy={busy}
    >
      <div className="sc-picture-main">
        <Swimlane
          graph={graph}
          notes={notes}
          selected={node?.id}
          onSelect={choose}
          {...(cover ? { cover } : {})}
          {...(both ? { became: both.became } : {})}
        />
        <p className="sr-only" role="status">
          {busy ? said.updating : ''}
        </p>
        {node ? null : <p className="sc-note no-print">{say.pick}</p>}
        <StepList graph={graph} named={names.known} />
      </div>
      {wide ? (
        details
      ) : (
        <Drawer
          placement="bottom"
          size="70vh"
          open={node !== undefined}
          onClose={close}
          closable={false}
          aria-label={say.step}
          styles={{ body: { padding: 0 } }}
        >
          {details}
        </Drawer>
      )}
    </div>
  );
}
