import { SearchOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useSay, useWords } from '../../../language/language';
import { isBad } from '../../overview/standing';
import { Failure, Loaded } from '../../frame/State';
import { useDepartmentName } from '../names';
import type { TabProps } from '../Operate';
import { CallsDialog } from './CallsDialog';
import { behave, injected, SYSTEMS, useSystems, type Behaviour, type Row } from './data';
import { FaultDialog } from './FaultDialog';
import { SystemList } from './SystemList';
import { words } from './words';

/** What is to behave so, and how that is said once it does. */
interface Wanted {
  targets: string[];
  behaviour: Behaviour;
  said: string;
}

/** Systems of departments and how they stand; testers make simulated ones fail. */
export default function Systems({ mayAct }: TabProps) {
  const say = useWords(words);
  const told = useSay();
  const department = useDepartmentName();
  const queries = useQueryClient();
  const systems = useSystems();
  const [sought, seek] = useState('');
  const [shown, show] = useState<'all' | 'troubled'>('all');
  const [faulty, makeFaulty] = useState<Row>();
  const [looked, look] = useState<Row>();
  const setting = useMutation({
    mutationFn: ({ targets, behaviour }: Wanted) =>
      Promise.all(targets.map((target) => behave(target, behaviour))),
    onSuccess: () => makeFaulty(undefined),
    onSettled: () => void queries.invalidateQueries({ queryKey: SYSTEMS }),
  });

  const isShown = (row: Row) =>
    (shown === 'all' ||
      row.calls.length > 0 ||
      row.blocked > 0 ||
      isBad(row.state) ||
      injected(row).length > 0) &&
    [row.id, row.title.zh, row.title.en, department(row.department)].some((name) =>
      name.toLowerCase().includes(sought.trim().toLowerCase()),
    );
  return (
    <section className="operate-panel" aria-labelledby="systems">
      <header>
        <div>
          <h2 id="systems">{say.title}</h2>
          <p>
            {say.about} {mayAct ? say.aboutTester : null}
          </p>
        </div>
        <div className="operate-line">
          <Segmented
            aria-label={say.filter}
            value={shown}
            onChange={show}
            options={(['all', 'troubled'] as const).map((one) => ({ value: one, label: say[one] }))}
          />
          <Input
            type="search"
            prefix={<SearchOutlined aria-hidden />}
            aria-label={say.search}
            placeholder={say.search}
            value={sought}
            onChange={(event) => seek(event.target.value)}
            style={{ width: 220 }}
          />
        </div>
      </header>
      <div role="status">
        {setting.isSuccess ? (
          <Alert
            className="systems-told"
            type="success"
            showIcon
            closable
            title={setting.variables.said}
            description={Object.keys(setting.variables.behaviour).length === 0 ? say.mending : undefined}
          />
        ) : null}
      </div>
      {setting.error && !faulty ? <Failure error={setting.error} /> : null}
      <Loaded of={systems}>
        {(all) => {
          const rows = all.filter(isShown);
          if (rows.length === 0) {
            return (
              <p className="operate-empty">
                {shown === 'troubled' && sought === '' ? say.noneTroubled : say.noneFound}
              </p>
            );
          }
          return (
            <SystemList
              rows={rows}
              onCalls={look}
              onFault={
                mayAct
                  ? (row) => {
                      setting.reset();
                      makeFaulty(row);
                    }
                  : undefined
              }
              onReset={(row) =>
                setting.mutate({
                  targets: injected(row),
                  behaviour: {},
                  said: say.resetDone(told(row.title)),
                })
              }
            />
          );
        }}
      </Loaded>
      {looked ? <CallsDialog system={looked} onClose={() => look(undefined)} /> : null}
      {faulty ? (
        <FaultDialog
          system={faulty}
          error={setting.error}
          isBusy={setting.isPending}
          onClose={() => makeFaulty(undefined)}
          onFault={(target, name, behaviour, how) =>
            setting.mutate({ targets: [target], behaviour, said: say.injected(name, how) })
          }
        />
      ) : null}
    </section>
  );
}
