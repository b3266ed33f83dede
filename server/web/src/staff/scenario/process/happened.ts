import { kindOf, type GraphDocument, type GraphNode } from '../../../picture/graph';
import { grouped } from '../grouped';

/** What one plan does to the process of another. */
export interface Happened {
  /** Forms before and after. */
  forms: { from: number; to: number };
  /** New steps that stand for several before, and those. */
  merged: { into: GraphNode; of: GraphNode[] }[];
  /** Steps that people did and rules do now. */
  automatic: GraphNode[];
  /** Calls of services that are new. */
  calls: GraphNode[];
  /** Visits to collect results, before and after; and whether results are delivered now. */
  collected: { from: number; to: number; delivered: boolean };
  /** How many items are under way at the same time at most. */
  side: { from: number; to: number };
  /** Steps of people that are gone and stand in nothing else. */
  gone: GraphNode[];
  /** Where each step of before that is gone went, by ids. */
  became: Record<string, string>;
}

const PEOPLE = ['task', 'special'];

const isOf =
  (...kinds: string[]) =>
  (node: GraphNode) =>
    kinds.includes(kindOf(node));

/** The step's own name, without its item. */
const own = (id: string) => id.slice(id.indexOf('.') + 1);

/** Compares the processes of two plans, from what stands in their graphs alone. */
export function happened(before: GraphDocument, after: GraphDocument): Happened {
  const was = new Map(before.nodes.map((node) => [node.id, node]));
  const is = new Map(after.nodes.map((node) => [node.id, node]));
  const left = before.nodes.filter((node) => !is.has(node.id));
  const came = after.nodes.filter((node) => !was.has(node.id));
  const became: Record<string, string> = {};
  const merged = [
    ...mergedInto(left.filter(isOf('form')), came.filter(isOf('form'))),
    ...mergedInto(left.filter(isOf(...PEOPLE)), came.filter(isOf(...PEOPLE, 'automatic'))),
    ...mergedInto(left.filter(isOf('collect')), came.filter(isOf('deliver', 'collect'))),
  ];
  for (const { into, of } of merged) for (const node of of) became[node.id] = into.id;
  const count = (graph: GraphDocument, ...kinds: string[]) => graph.nodes.filter(isOf(...kinds)).length;
  return {
    forms: { from: count(before, 'form'), to: count(after, 'form') },
    merged: merged.filter(({ into }) => isOf(...PEOPLE, 'automatic')(into)),
    automatic: after.nodes.filter((node) => {
      const then = was.get(node.id);
      return isOf('automatic')(node) && then !== undefined && isOf(...PEOPLE)(then);
    }),
    calls: came.filter(isOf('call')),
    collected: {
      from: count(before, 'collect'),
      to: count(after, 'collect'),
      delivered: count(after, 'deliver') > 0,
    },
    side: { from: atOnce(before), to: atOnce(after) },
    gone: left.filter((node) => isOf(...PEOPLE)(node) && became[node.id] === undefined),
    became,
  };
}

/** Which steps each new one stands for: those of one name whose items are most nearly its own. */
function mergedInto(left: GraphNode[], came: GraphNode[]): { into: GraphNode; of: GraphNode[] }[] {
  return came.flatMap((into) => {
    const items = new Set(into.items);
    const groups = grouped(
      left.filter((node) => node.items.some((item) => items.has(item))),
      (node) => own(node.id),
    );
    const [of] = [...groups.values()].sort((a, b) => b.length - a.length);
    return of === undefined ? [] : [{ into, of }];
  });
}

const MOST_ITEMS = 16;

/** How many items can be under way at once: the largest set of which none has to wait for another. */
function atOnce(graph: GraphDocument): number {
  const items = [...new Set(graph.nodes.flatMap((node) => node.items))];
  if (items.length > MOST_ITEMS) return 0;
  const next = grouped(graph.edges, (edge) => edge.from);
  const own = (item: string) =>
    graph.nodes.filter((node) => node.items.length === 1 && node.items[0] === item).map(({ id }) => id);
  const reached = (item: string) => {
    const seen = new Set<string>();
    const go = [...own(item)];
    for (let id = go.pop(); id !== undefined; id = go.pop()) {
      for (const { to } of next.get(id) ?? []) if (!seen.has(to)) seen.add(to) && go.push(to);
    }
    return seen;
  };
  const reach = items.map(reached);
  const waits = items.map((_, a) => items.map((item) => own(item).some((id) => reach[a]?.has(id))));
  const isFree = (a: number, b: number) => !waits[a]?.[b] && !waits[b]?.[a];
  const largest = (from: number, set: number[]): number => {
    if (from === items.length) return set.length;
    const without = largest(from + 1, set);
    return set.every((one) => isFree(one, from))
      ? Math.max(without, largest(from + 1, [...set, from]))
      : without;
  };
  const working = items.filter((item) => own(item).length > 0);
  return working.length === 0 ? 0 : largest(0, []);
}
