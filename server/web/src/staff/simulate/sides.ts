import type { Labels } from './labels';
import type { Came, Request, Side } from './outcome';
import { words } from './words';
import type { Language } from '../../language/words';

/** A side of a run with its name. */
export interface Named extends Side {
  name: string;
}

/** The sides of a run by name: plans, and what would be otherwise. */
export function named(came: Came, request: Request, labels: Labels, language: Language): Named[] {
  const say = words[language];
  const isOtherwise = (request.what_if?.length ?? 0) > 0;
  return came.sides.map((side) => {
    // Several scenarios have no plan in common.
    if (came.parts.length > 0) return { ...side, name: say.together[side.key] };
    const plan = labels.plan(side.outcome.plan);
    if (side.key === 'only' || !isOtherwise) return { ...side, name: plan };
    const which = side.key === 'from' ? say.asIs : say.otherwise;
    return { ...side, name: say.side(plan, which) };
  });
}
