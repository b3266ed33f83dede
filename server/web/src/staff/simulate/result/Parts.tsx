import { DataTable } from '../../../chart/DataTable';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { estimateSaid, figureOf } from '../figures';
import type { Labels } from '../labels';
import type { Came } from '../outcome';
import { words as common } from '../words';
import { words } from './words';

/** What each scenario came to among those that were simulated together. */
export function Parts({ parts, labels }: { parts: Came['parts']; labels: Labels }) {
  const say = useWords(words);
  const shared = useWords(common);
  const { language } = useLanguage();
  const figures = (['cycle_mean_hours', 'cycle_p95_hours', 'on_time', 'staff_hours'] as const)
    .map(figureOf)
    .filter((one) => one !== undefined);
  const isPair = (parts[0]?.came.sides.length ?? 0) > 1;
  return (
    <DataTable
      caption={say.parts}
      isWhole
      columns={[
        { title: say.scenario },
        ...(isPair ? [{ title: say.side2 }] : []),
        { title: say.ended3, isNumber: true },
        ...figures.map((figure) => ({
          title: `${shared.figures[figure.name]}${figure.style === 'hours' ? say.inHours : ''}`,
          isNumber: true,
        })),
      ]}
      rows={parts.flatMap(({ scenario, came }) =>
        came.sides.map(({ key, outcome }) => [
          labels.scenario(scenario),
          ...(isPair ? [shared.together[key]] : []),
          number(outcome.completed, language),
          ...figures.map((figure) => estimateSaid(figure.of(outcome), figure.style, language)),
        ]),
      )}
    />
  );
}
