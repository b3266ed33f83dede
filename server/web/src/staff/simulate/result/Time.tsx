import { useMemo } from 'react';
import { Distribution } from '../../../chart/Distribution';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { hoursSaid } from '../figures';
import type { Named } from '../sides';
import { words } from './words';

/** What is marked; of several sides the mean alone. */
const MARKS = ['mean', 'p50', 'p90', 'p95'] as const;

/** How long the whole takes: its distribution, with quantiles marked. */
export function Time({ sides }: { sides: readonly Named[] }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const isOne = sides.length === 1;
  const series = useMemo(
    () =>
      sides.flatMap(({ name, outcome: { cycle } }) =>
        cycle.histogram === null
          ? []
          : [
              {
                name,
                histogram: cycle.histogram,
                marks: (isOne ? MARKS : MARKS.slice(0, 1)).flatMap((at) => {
                  const told = cycle[at];
                  const name = at === 'mean' ? say.mean : at;
                  return told === null ? [] : [{ name, hours: told.mean, half: told.half_width }];
                }),
              },
            ],
      ),
    [sides, isOne, say],
  );
  if (series.length === 0) return null;
  const said = sides.map(({ name, outcome: { cycle } }) => {
    const told = (one: { mean: number } | null) => (one === null ? '–' : hoursSaid(one.mean, language));
    return `${isOne ? '' : say.side(name)}${say.distributionSaid(told(cycle.mean), told(cycle.p50), told(cycle.p95))}`;
  });
  const beyond = sides.map(
    ({ outcome: { cycle } }) => (cycle.histogram?.beyond ?? 0) / Math.max(1, cycle.count),
  );
  return (
    <Distribution
      title={say.distribution}
      description={said.join(say.sep)}
      note={say.distributionNote(
        said.join(say.sep),
        beyond.map((share) => `${number(share * 100, language, 1)} %`).join(' / '),
      )}
      series={series}
    />
  );
}
