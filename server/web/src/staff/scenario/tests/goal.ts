import { useMemo } from 'react';
import { useSay, useWords } from '../../../language/language';
import { Flow, isBetween } from '../../../picture/follow';
import type { GraphDocument } from '../../../picture/graph';
import type { Goal, ScenarioView } from '../asked';
import type { Names } from '../names';
import { words } from './words';

/** Says what a goal is, in the names of the scenario; branches by what the graph calls them. */
export function useGoal(scenario: ScenarioView, graph: GraphDocument, names: Names): (goal: Goal) => string {
  const say = useWords(words);
  const told = useSay();
  const flow = useMemo(() => new Flow(graph), [graph]);
  const step = (id: string) => {
    const node = graph.nodes.find((one) => one.id === id);
    if (node === undefined || !isBetween(node)) return names.of(id.replace(/\.(split|join)$/, ''));
    const way = id.endsWith('.join') ? flow.after(id) : flow.before(id);
    return way.map(({ node: { id } }) => names.of(id)).join(say.and);
  };
  const branch = (from: string, to: string) => {
    const label = graph.edges.find((edge) => edge.from === from && edge.to === to)?.label;
    const end = `${step(from)} ${say.arrow} ${step(to)}`;
    return label?.zh ? `${end} (${told(label)})` : end;
  };
  const answer = (situation: string, id: string) => {
    const known = scenario.situations.find((one) => one.id === situation);
    const title = known?.answers.find((one) => one.id === id)?.title;
    const asked = known?.ask ? told(known.ask) : names.of(situation);
    return `${asked} ${title ? told(title) : id}`;
  };
  return ({ kind, of, to }) => {
    if (kind === 'answer') return answer(of, to ?? '');
    if (kind === 'outcome') return `${step(of)}${say.colon}${say.outcomes[to ?? ''] ?? to}`;
    if (kind === 'branch') return branch(of, to ?? '');
    return kind === 'fallback' ? (say.fallbacks[of] ?? of) : step(of);
  };
}
