import { DataTable } from '../../../chart/DataTable';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { estimateSaid } from '../figures';
import type { Labels } from '../labels';
import type { Estimate, Spread } from '../outcome';
import type { Named } from '../sides';
import { words } from './words';

/** How long the whole and each item take, and how often they are on time, granted, returned. */
export function Items({ side, labels }: { side: Named; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const hours = (value: number | null | undefined) => (value == null ? '–' : number(value, language, 1));
  const share = (told: Estimate | null) => (told === null ? '–' : estimateSaid(told, 'share', language));
  const times = (cycle: Spread) => [
    estimateSaid(cycle.mean, 'hours', language),
    hours(cycle.min),
    ...[cycle.p50, cycle.p90, cycle.p95, cycle.p99].map((told) => hours(told?.mean)),
    hours(cycle.max),
  ];
  return (
    <>
      <p className="sim-note">{say.itemsUnit}</p>
      <DataTable
        caption={`${say.items} · ${side.name}`}
        columns={[
          { title: say.item },
          ...[
            say.mean,
            say.min,
            'p50',
            'p90',
            'p95',
            'p99',
            say.max,
            say.onTime,
            say.granted,
            say.returned,
          ].map((title) => ({ title, isNumber: true })),
        ]}
        rows={[
          [say.whole, ...times(side.outcome.cycle), '', '', ''],
          ...side.outcome.items.map((item) => [
            labels.item(item.id),
            ...times(item.cycle),
            share(item.on_time),
            share(item.granted),
            share(item.returned),
          ]),
        ]}
      />
    </>
  );
}

/** How long it takes by answer of each situation. */
export function Situations({ side, labels }: { side: Named; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  return (
    <DataTable
      caption={`${say.situations} · ${side.name}`}
      columns={[
        { title: say.situation },
        { title: say.answer },
        { title: say.share, isNumber: true },
        { title: say.meanHours, isNumber: true },
      ]}
      rows={side.outcome.situations.map((told) => {
        const { ask, answer } = labels.answer(told.situation, told.answer);
        return [
          ask,
          answer,
          `${number(told.share * 100, language, 1)} %`,
          estimateSaid(told.mean, 'hours', language),
        ];
      })}
    />
  );
}
