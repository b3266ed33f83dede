import { Alert, Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { DataTable } from '../../../chart/DataTable';
import { Tornado } from '../../../chart/Tornado';
import { useLanguage, useWords } from '../../../language/language';
import { changeSaid, parameterSaid } from '../changes';
import { differenceSaid, estimateSaid, hoursSaid, valueSaid } from '../figures';
import type { Labels } from '../labels';
import type { Moved, Run, Sensitivity as Found } from '../outcome';
import { followed } from '../request';
import { How } from '../result/How';
import { Sections } from '../result/Sections';
import { words as result } from '../result/words';
import { words as common } from '../words';
import { Cards } from './Cards';
import { changeIn, digitsOf, MEAN, strongest, styleOf, swingsOf } from './swings';
import { words } from './words';

/** What each move is told by in the table. */
const TOLD = [MEAN, 'cycle_p95_hours', 'waiting_hours', 'on_time'];

interface Parts {
  run: Run;
  found: Found;
  labels: Labels;
}

/** What one parameter after the other brings: which moves a figure most. */
export function Sensitivity({ run, found, labels }: Parts) {
  const say = useWords(words);
  const shared = useWords(result);
  const count = found.moved[0]?.changes[0]?.difference?.count;
  return (
    <>
      <First moved={found.moved} labels={labels} />
      <Sections
        sections={[
          { id: 'now', title: say.now, content: <Now moved={found.moved} /> },
          { id: 'tornado', title: say.tornado, content: <Picture moved={found.moved} labels={labels} /> },
          {
            id: 'moves',
            title: say.moves,
            content: (
              <>
                <p className="sim-note">{say.movesNote}</p>
                <Moves run={run} moved={found.moved} labels={labels} />
              </>
            ),
          },
          {
            id: 'how',
            title: shared.how,
            content: <How run={run} sides={[]} labels={labels} replications={count} />,
          },
        ]}
      />
    </>
  );
}

/** What moves the mean time most, in words. */
function First({ moved, labels }: { moved: readonly Moved[]; labels: Labels }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const certain = moved.filter((one) => changeIn(one, MEAN)?.is_certain).length;
  const first = strongest(moved);
  const mean = first && changeIn(first, MEAN);
  if (first === undefined || mean?.difference == null) {
    return <Alert type="info" showIcon title={say.nothing} description={say.nothingAbout} />;
  }
  const { difference } = mean;
  const much = hoursSaid(Math.abs(difference.mean), language);
  return (
    <Alert
      type="info"
      showIcon
      title={say.most(changeSaid(first.what, labels, language))}
      description={`${difference.mean < 0 ? say.shorter(much) : say.longer(much)} ${say.certainly(certain, moved.length)}`}
    />
  );
}

/** How it is, before anything is moved. */
function Now({ moved }: { moved: readonly Moved[] }) {
  const names = useWords(common).figures as Record<string, string>;
  const shared = useWords(result);
  const { language } = useLanguage();
  const told = (moved[0]?.changes ?? []).flatMap(({ figure, title, from }) => {
    if (from === null) return [];
    const style = styleOf(figure);
    const half = estimateSaid(from, style, language).split(' ± ')[1];
    const value = style === 'hours' ? hoursSaid(from.mean, language) : valueSaid(from.mean, style, language);
    const note = half && shared.half(style === 'hours' ? shared.hours(half) : half);
    return [{ name: names[figure] ?? title[language], value, note }];
  });
  return <Cards told={told} />;
}

function Picture({ moved, labels }: { moved: readonly Moved[]; labels: Labels }) {
  const say = useWords(words);
  const names = useWords(common).figures as Record<string, string>;
  const { language } = useLanguage();
  const figures = useMemo(() => moved[0]?.changes ?? [], [moved]);
  const [figure, choose] = useState(MEAN);
  const swings = useMemo(
    () => swingsOf(moved, figure, (key) => parameterSaid(key, labels, language)),
    [moved, figure, labels, language],
  );
  const style = styleOf(figure);
  const named = (name: string) =>
    names[name] ?? figures.find((one) => one.figure === name)?.title[language] ?? name;
  const certain = moved.filter((one) => changeIn(one, figure)?.is_certain).length;
  return (
    <Tornado
      title={named(figure)}
      description={say.certainly(certain, moved.length)}
      note={say.tornadoNote}
      unit={say.units[style]}
      digits={digitsOf(swings)}
      swings={swings}
    >
      <Select
        size="small"
        aria-label={say.whichFigure}
        value={figure}
        onChange={choose}
        popupMatchSelectWidth={false}
        options={figures.map((one) => ({ value: one.figure, label: named(one.figure) }))}
      />
    </Tornado>
  );
}

/** Every move with what it does, and the way to a run of its own. */
function Moves({ run, moved, labels }: { run: Run; moved: readonly Moved[]; labels: Labels }) {
  const say = useWords(words);
  const names = useWords(common).figures as Record<string, string>;
  const { language } = useLanguage();
  const told = TOLD.filter((figure) => moved.some((one) => changeIn(one, figure)?.difference));
  return (
    <DataTable
      caption={say.moves}
      isWhole
      columns={[
        { title: say.move },
        ...told.map((figure) => ({
          title: `${names[figure] ?? figure}${styleOf(figure) === 'hours' ? say.inHours : ''}`,
          isNumber: true,
        })),
        { title: say.meanDiffers },
        { title: '' },
      ]}
      rows={moved.map((one) => [
        changeSaid(one.what, labels, language),
        ...told.map((figure) => {
          const difference = changeIn(one, figure)?.difference;
          return difference ? differenceSaid(difference, styleOf(figure), language) : '–';
        }),
        changeIn(one, MEAN)?.is_certain ? say.certain : say.uncertain,
        <Link
          key={one.what}
          className="no-print"
          to={followed(run, [one.what])}
          aria-label={say.lookAt(changeSaid(one.what, labels, language))}
        >
          {say.look}
        </Link>,
      ])}
    />
  );
}
