import { Select } from 'antd';
import { useMemo, useState } from 'react';
import { Course } from '../../../chart/Course';
import { WeekHeat } from '../../../chart/WeekHeat';
import { number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import type { Labels } from '../labels';
import type { Named } from '../sides';
import { words as common } from '../words';
import { words } from './words';

/** Most queues that are drawn at once. */
const MOST = 4;
const ALL = '';

/** What is under way and what waits, over time and by hour of the week. */
export function Queues({ side, labels }: { side: Named; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const { over_time: course, desks, bottleneck } = side.outcome;
  const sorted = useMemo(
    () => [...desks].sort((a, b) => (b.queue?.mean ?? 0) - (a.queue?.mean ?? 0)),
    [desks],
  );
  const flow = useMemo(
    () => [
      { name: say.underWay, values: course.under_way.over_time },
      { name: say.came, values: course.came_per_day },
      { name: say.ended2, values: course.ended_per_day },
    ],
    [course, say],
  );
  const queues = useMemo(
    () =>
      sorted
        .filter((desk) => (desk.queue?.mean ?? 0) >= 0.05)
        .slice(0, MOST)
        .map((desk) => ({ name: labels.desk(desk.id), values: desk.queue_course.over_time })),
    [sorted, labels],
  );
  const [chosen, choose] = useState(bottleneck?.desk ?? ALL);
  const desk = desks.find((one) => one.id === chosen);
  const week = (desk?.queue_course ?? course.under_way).by_hour_of_week.mean;
  const told = (value: number) => number(value, language, 1);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  const time = { from: course.from, spanHours: course.span_hours, clockHours: course.clock_hours };
  const first = queues[0];
  return (
    <>
      <div className="sim-two">
        <Course
          title={say.flow}
          description={say.flowSaid(told(most(course.under_way.over_time.mean)))}
          unit={say.count}
          series={flow}
          {...time}
        />
        {first === undefined ? null : (
          <Course
            title={say.queues}
            description={say.queuesSaid(first.name, told(most(first.values.mean)))}
            note={say.queuesNote}
            unit={say.count}
            series={queues}
            {...time}
          />
        )}
      </div>
      <WeekHeat
        title={`${say.week} · ${desk === undefined ? say.underWay : labels.desk(desk.id)}`}
        description={useLongest(week)}
        unit={say.count}
        hours={week}
      >
        <Select
          size="small"
          aria-label={say.chooseDesk}
          value={desk === undefined ? ALL : chosen}
          onChange={choose}
          popupMatchSelectWidth={false}
          options={[
            { value: ALL, label: say.underWay },
            ...sorted.map((one) => ({ value: one.id, label: labels.desk(one.id) })),
          ]}
        />
      </WeekHeat>
    </>
  );
}

/** When in the week there is most, in words. */
function useLongest(hours: readonly number[]): string {
  const say = useWords(words);
  const days = useWords(common).weekdays;
  const { language } = useLanguage();
  const at = hours.reduce((best, value, hour) => (value > (hours[best] ?? 0) ? hour : best), 0);
  const when = `${days[Math.floor(at / 24)] ?? ''} ${String(at % 24).padStart(2, '0')}:00`;
  return say.weekSaid(when, number(hours[at] ?? 0, language, 1));
}
