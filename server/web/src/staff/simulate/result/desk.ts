import type { GraphNode } from '../../../picture/graph';

/** Whether people do a step: one that is decided by rule alone has nobody at its desk. */
function isStaffed(node: GraphNode): boolean {
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
