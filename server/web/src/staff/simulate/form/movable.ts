import type { components } from '../../../api/schema';
import type { GraphDocument, GraphNode } from '../../../picture/graph';

type Department = components['schemas']['DepartmentView'];

/** What of a plan can be otherwise, by its process. */
export interface Movable {
  /** Desks, each with its people today; none: not written. */
  desks: { id: string; people: number | undefined }[];
  /** Steps that people do, by their names. */
  steps: string[];
  systems: string[];
  /** Services and licences that are asked. */
  services: string[];
}

/** Whether people do a step: one that is decided by rule alone has nobody at its desk. */
export function isStaffed(node: GraphNode): boolean {
  if (node.role == null) return false;
  const kind: unknown = node.kind;
  if (typeof kind !== 'object' || kind === null || !('automatic' in kind)) return true;
  const { human } = kind.automatic as { human?: number };
  return human === undefined || human > 0;
}

/** The desk at which a step is done. */
export function deskOf(node: GraphNode): string | undefined {
  return isStaffed(node) ? `${node.lane}.${node.role}` : undefined;
}

export function movable(graph: GraphDocument, departments: readonly Department[]): Movable {
  const distinct = (all: (string | null | undefined)[]) =>
    [...new Set(all)].filter((one): one is string => typeof one === 'string');
  const people = (desk: string) => {
    const at = desk.lastIndexOf('.');
    return departments.find((one) => one.id === desk.slice(0, at))?.staff[desk.slice(at + 1)];
  };
  return {
    desks: distinct(graph.nodes.map(deskOf)).map((id) => ({ id, people: people(id) })),
    steps: graph.nodes.filter(isStaffed).map((node) => node.id),
    systems: distinct(graph.nodes.map((node) => node.system)),
    services: distinct(graph.nodes.map((node) => node.calls)),
  };
}
