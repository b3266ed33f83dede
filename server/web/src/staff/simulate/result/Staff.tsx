import { Alert } from 'antd';
import { useMemo } from 'react';
import { DataTable, type Rows } from '../../../chart/DataTable';
import { Loads } from '../../../chart/Loads';
import { number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { estimateSaid } from '../figures';
import type { Labels } from '../labels';
import type { Desk } from '../outcome';
import type { Named } from '../sides';
import { words } from './words';

/** Where most time is lost, and why. */
export function BottleneckNote({ side, labels }: { side: Named; labels: Labels }) {
  const say = useWords(words);
  const told = useSay();
  const { bottleneck } = side.outcome;
  if (bottleneck === null) return <Alert type="success" showIcon title={say.none} />;
  return (
    <Alert
      type="info"
      showIcon
      title={`${say.bottleneck}: ${labels.desk(bottleneck.desk)}`}
      description={told(bottleneck.why)}
    />
  );
}

/** How loaded staff is, and how long work waits for it. */
export function Staff({ sides, shown, labels }: { sides: readonly Named[]; shown: Named; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const table = useDesks(shown, labels);
  const loads = useMemo(() => {
    const ids = [...new Set(sides.flatMap((side) => side.outcome.desks.map((desk) => desk.id)))];
    return ids
      .map((id) => ({
        name: labels.desk(id),
        told: sides.map((side) => side.outcome.desks.find((desk) => desk.id === id)?.load ?? null),
      }))
      .map((one) => ({
        ...one,
        shares: one.told.map((load) => load?.mean ?? null),
        halves: one.told.map((load) => load?.half_width ?? null),
      }))
      .sort((a, b) => (b.shares.at(-1) ?? 0) - (a.shares.at(-1) ?? 0));
  }, [sides, labels]);
  const names = useMemo(() => sides.map((side) => side.name), [sides]);
  const top = loads[0];
  const percent = (share: number | null | undefined) => `${number((share ?? 0) * 100, language)} %`;
  return (
    <>
      <Loads
        title={say.loads}
        description={top === undefined ? '' : say.loadsSaid(top.name, percent(top.shares.at(-1)))}
        note={say.loadsNote}
        sides={names}
        loads={loads}
        table={{
          caption: say.loads,
          columns: [{ title: say.desk }, ...names.map((title) => ({ title, isNumber: true }))],
          rows: loads.map((load) => [
            load.name,
            ...load.told.map((one) => (one === null ? '–' : estimateSaid(one, 'share', language))),
          ]),
        }}
      />
      <DataTable {...table} />
    </>
  );
}

function useDesks(side: Named, labels: Labels): Rows {
  const say = useWords(words);
  const { language } = useLanguage();
  const percent = (told: Desk['load']) => (told === null ? '–' : estimateSaid(told, 'share', language));
  const mean = (told: Desk['load']) => (told === null ? '–' : `${number(told.mean * 100, language, 1)} %`);
  return {
    caption: `${say.staff} · ${side.name}`,
    columns: [
      { title: say.desk },
      { title: say.people, isNumber: true },
      { title: say.load, isNumber: true },
      { title: say.wait, isNumber: true, about: say.waitAbout },
      { title: say.atOnce, isNumber: true },
      { title: say.queue, isNumber: true },
      { title: say.longest, isNumber: true },
      { title: say.turnedAway, isNumber: true },
      { title: say.work, isNumber: true },
    ],
    rows: side.outcome.desks.map((desk) => [
      labels.desk(desk.id),
      desk.people === null ? say.unlimited : number(desk.people, language),
      percent(desk.load),
      estimateSaid(desk.wait, 'hours', language),
      mean(desk.at_once),
      estimateSaid(desk.queue, 'count', language),
      number(desk.longest_queue, language),
      mean(desk.turned_away),
      estimateSaid(desk.hours, 'hours', language),
    ]),
  };
}
