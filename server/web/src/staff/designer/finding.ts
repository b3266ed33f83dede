import type { components } from '../../api/schema';

export type Finding = components['schemas']['Finding'];

/** From where to where a finding of the scenario file reaches, lines and columns from 1 on; none: it is of another file. */
export function spanOf(finding: Finding): { from: [number, number]; to: [number, number] } | undefined {
  const at = finding.at;
  if (!at || !at.file.endsWith('scenario.yaml')) return undefined;
  return { from: [at.line, at.column], to: [at.end_line, at.end_column] };
}
