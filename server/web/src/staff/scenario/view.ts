import type { ScenarioView } from './asked';
import type { Choice } from './choice';
import type { Names } from './names';

/** The views of a scenario, as the address names them. */
export type View = 'process' | 'form' | 'count' | 'compare';

/** What each view of a scenario is given. */
export interface Viewed {
  scenario: ScenarioView;
  /** The answers, as the server takes them. */
  given: string;
  names: Names;
  choice: Choice;
}
