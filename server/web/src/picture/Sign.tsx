/** How far tests reach a step: wholly, not to every end of it, or not at all. */
export type Reach = 'reached' | 'partly' | 'missed';

/** What tests reach of a picture: of its steps, and whether they take its branches, by `branchOf`. */
export interface Cover {
  nodes: Readonly<Record<string, Reach>>;
  branches: Readonly<Record<string, boolean>>;
}

/** A branch by the steps that it leads from and to. */
export function branchOf(from: string, to: string): string {
  return `${from} ${to}`;
}

const PATHS: Record<Reach, string> = {
  reached: 'M-3.5 0L-1 2.8L4 -3',
  partly: 'M0 -5A5 5 0 0 1 0 5z',
  missed: 'M-3 -3L3 3M3 -3L-3 3',
};

/** The sign of how far tests reach: a tick, a half disc, a cross; told apart without colour. */
export function Sign({ reach, x, y }: { reach: Reach; x: number; y: number }) {
  return (
    <g className={`pic-sign pic-sign-${reach}`} transform={`translate(${x} ${y})`} aria-hidden>
      <circle r={8} />
      <path d={PATHS[reach]} />
    </g>
  );
}
