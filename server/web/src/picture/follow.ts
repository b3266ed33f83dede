import type { GraphDocument, GraphNode } from './graph';
import { kindOf } from './graph';

/** What follows a step, and on which way there. */
export interface Follows {
  node: GraphNode;
  /** What the ways there are called, where they are a choice: both languages. */
  labels: { zh: string; en: string }[];
  /** The chance of coming there, where it is known. */
  chance: number | undefined;
  handoff: boolean;
}

/** What follows or goes before each step. What stands between two steps and does nothing is looked through. */
export class Flow {
  private readonly nodes: ReadonlyMap<string, GraphNode>;
  private readonly next = new Map<string, GraphDocument['edges']>();
  private readonly prior = new Map<string, GraphDocument['edges']>();

  constructor(graph: GraphDocument) {
    this.nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    for (const edge of graph.edges) {
      this.next.set(edge.from, [...(this.next.get(edge.from) ?? []), edge]);
      this.prior.set(edge.to, [...(this.prior.get(edge.to) ?? []), edge]);
    }
  }

  after(id: string): Follows[] {
    return this.walk(id, this.next, 'to');
  }

  before(id: string): Follows[] {
    return this.walk(id, this.prior, 'from');
  }

  private walk(id: string, edges: Map<string, GraphDocument['edges']>, end: 'from' | 'to'): Follows[] {
    const found = new Map<string, Follows>();
    const seen = new Set([id]);
    const go = (at: string, way: Omit<Follows, 'node'>) => {
      for (const edge of edges.get(at) ?? []) {
        const node = this.nodes.get(edge[end]);
        if (node === undefined) continue;
        const so = {
          labels: edge.label.zh === '' ? way.labels : [...way.labels, edge.label],
          chance: edge.chance == null ? way.chance : (way.chance ?? 1) * edge.chance,
          handoff: way.handoff || edge.handoff,
        };
        if (!isBetween(node)) {
          if (!found.has(node.id)) found.set(node.id, { node, ...so });
        } else if (!seen.has(node.id)) {
          seen.add(node.id);
          go(node.id, so);
        }
      }
    };
    go(id, { labels: [], chance: undefined, handoff: false });
    return [...found.values()];
  }
}

/** Whether a node only parts or joins ways. */
export function isBetween(node: GraphNode): boolean {
  return ['split', 'join'].includes(kindOf(node));
}
