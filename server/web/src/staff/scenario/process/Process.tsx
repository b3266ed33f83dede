import { Drawer, Grid, Segmented, Switch } from 'antd';
import { useMemo, useRef } from 'react';
import { useKept } from '../../../api/kept';
import { useSay, useWords } from '../../../language/language';
import { boxOf, membersOf, type GraphDocument } from '../../../picture/graph';
import { StepList } from '../../../picture/StepList';
import { focusStep, Swimlane, type StepNote } from '../../../picture/Swimlane';
import { Loaded } from '../../frame/State';
import { useGraph } from '../asked';
import { grouped } from '../grouped';
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
  const [first, last] = [scenario.plans[0]?.id ?? '', scenario.plans.at(-1)?.id ?? ''];
  const asked = choice.of('plan');
  const plan = scenario.plans.some(({ id }) => id === asked) ? (asked ?? last) : last;
  const [marks, setMarks] = useKept('scenario.marks', true);
  const before = useGraph(scenario.id, first, given);
  // The first plan is compared with the last one; any other one with the first.
  const other = useGraph(scenario.id, plan === first ? last : plan, given);
  const both = useMemo(
    () => (before.data && other.data && first !== last ? happened(before.data, other.data) : undefined),
    [before.data, other.data, first, last],
  );
  const shown = plan === first ? before : other;
  const notes = useNotes(both, marks, plan === first, before.data, other.data);
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
        {both ? (
          <label className="sc-switch">
            <Switch size="small" checked={marks} onChange={setMarks} /> {say.changes}
          </label>
        ) : null}
        <Legend />
      </div>
      {both ? <Changes happened={both} /> : null}
      <Loaded of={shown}>
        {(graph) => (
          <Picture
            graph={graph}
            // A picture of the plan before stays until that of this one is there.
            busy={shown.isPlaceholderData}
            notes={notes}
            happened={both}
            names={names}
            step={choice.of('step')}
            choose={(step) => choice.set({ step })}
          />
        )}
      </Loaded>
    </div>
  );
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
  happened: both,
  names,
  step,
  choose,
}: {
  graph: GraphDocument;
  busy: boolean;
  notes: Readonly<Record<string, StepNote>>;
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
