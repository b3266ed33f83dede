import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { moment } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { useMe } from '../../../session/me';
import { Loaded } from '../../frame/State';
import { Copy } from '../Copy';
import { useScenarioName } from '../names';
import { mayCheck } from '../may';
import type { TabProps } from '../Operate';
import { Rows, type Column } from '../../frame/Rows';
import { words as shared } from '../words';
import { CheckDialog } from './CheckDialog';
import { usePerson } from '../../tasks/titles';
import { short, useVersions, type Version } from './data';
import { Migrations } from './Migrations';
import { words } from './words';

/** Published versions, and the moves of applications from one to another. */
export default function Versions({ mayAct }: TabProps) {
  const say = useWords(words);
  const sayAll = useWords(shared);
  const { language } = useLanguage();
  const scenario = useScenarioName();
  const person = usePerson();
  const versions = useVersions();
  const role = useMe().data?.role;
  const [checked, check] = useState<string>();
  const columns: Column<Version>[] = [
    {
      title: say.scenario,
      cell: (one) => (
        <Link to={`/scenarios/${encodeURIComponent(one.scenario)}`}>{scenario(one.scenario)}</Link>
      ),
    },
    {
      title: say.latest,
      cell: (one) => (
        <>
          <code>{short(one.version)}</code>
          <Copy text={one.version} label={`${sayAll.copy}: ${scenario(one.scenario)}`} />
        </>
      ),
    },
    {
      title: say.published,
      cell: (one) => (
        <>
          {moment(one.published_at, language)}
          <small>{one.by ? say.by(person(one.by)) : say.shipped}</small>
        </>
      ),
    },
  ];
  if (mayCheck(role)) {
    columns.push({
      title: sayAll.actions,
      kind: 'actions',
      cell: (one) => (
        <Button
          size="small"
          aria-label={`${say.check}: ${scenario(one.scenario)}`}
          onClick={() => check(one.scenario)}
        >
          {say.check}
        </Button>
      ),
    });
  }
  return (
    <>
      <section className="operate-panel" aria-labelledby="versions">
        <header>
          <div>
            <h2 id="versions">{say.title}</h2>
            <p>{say.about}</p>
          </div>
        </header>
        <Loaded of={versions}>
          {(all) =>
            all.length === 0 ? (
              <p className="operate-empty">{say.none}</p>
            ) : (
              <Rows label={say.title} columns={columns} rows={all} name={(one) => one.scenario} />
            )
          }
        </Loaded>
      </section>
      <Migrations />
      {checked === undefined ? null : (
        <CheckDialog scenario={checked} mayStart={mayAct} onClose={() => check(undefined)} />
      )}
    </>
  );
}
