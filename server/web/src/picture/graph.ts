import type { components } from '../api/schema';

/** A process as the server tells it. */
export type GraphDocument = components['schemas']['GraphDocument'];
export type GraphNode = GraphDocument['nodes'][number];

export interface Point {
  x: number;
  y: number;
}

export interface Frame extends Point {
  width: number;
  height: number;
}

export interface TextBlock {
  frame: Frame;
  size: number;
  leading: number;
  lines: string[];
}

export interface NodeBox {
  id: string;
  lane: number;
  rank: number;
  shape: Shape;
  frame: Frame;
  body: Frame;
  title: TextBlock;
  subtitle: TextBlock;
  tooltip: string;
}

export type Shape =
  | 'start'
  | 'end'
  | 'form'
  | 'task'
  | 'special'
  | 'automatic'
  | 'call'
  | 'gateway'
  | 'wait'
  | 'notice'
  | 'delivery';

export interface EdgeLine {
  number: number;
  from: number;
  to: number;
  handoff: boolean;
  back: boolean;
  leftward: boolean;
  points: Point[];
  label: TextBlock | null;
  marker: Point | null;
}

export interface LaneBox {
  id: string;
  kind: 'applicant' | 'department' | 'system';
  frame: Frame;
  header: Frame;
  title: TextBlock;
}

/** Where everything stands, in pixels: laid out by the engine, as in its own pictures. */
export interface Layout {
  language: 'zh' | 'en';
  width: number;
  height: number;
  title: TextBlock;
  lanes: LaneBox[];
  nodes: NodeBox[];
  edges: EdgeLine[];
}

/** Room for a title above the lanes, which pages have a heading for. */
export const TOP = 40;

/** What kind of step a node is; particulars of a kind stand inside it. */
export function kindOf(node: GraphNode): string {
  const kind: unknown = node.kind;
  if (typeof kind === 'string') return kind;
  return typeof kind === 'object' && kind !== null ? (Object.keys(kind)[0] ?? '') : '';
}

/** The layout of a graph; the description of the API leaves its inside open. */
export function layoutOf(graph: GraphDocument): Layout {
  return graph.layout as unknown as Layout;
}

/** The nodes that a box of the picture stands for: most often one, several where the picture groups calls. */
export function membersOf(box: NodeBox, graph: GraphDocument): GraphNode[] {
  // Of each the tooltip tells the name on a line of its own.
  const told = new Set([box.id, ...box.tooltip.split('\n')]);
  return graph.nodes.filter(({ id }) => told.has(id));
}

/** The box in which a node is drawn. */
export function boxOf(id: string, graph: GraphDocument): NodeBox | undefined {
  const { nodes } = layoutOf(graph);
  return nodes.find((box) => box.id === id) ?? nodes.find((box) => box.tooltip.split('\n').includes(id));
}
