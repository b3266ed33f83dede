import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal, Select, Spin } from 'antd';
import { useState } from 'react';
import { api, ask } from '../../../api/client';
import { moment, number } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { Failure, Loaded } from '../../frame/State';
import { More } from '../More';
import { useScenarioName } from '../names';
import { MIGRATIONS, short, useVerdicts, useVersionsOf, type Verdict } from './data';
import { Verdicts } from './Verdicts';
import { words } from './words';

/** The dry run of a migration, application by application; from here the migration is begun. */
export function CheckDialog({
  scenario,
  mayStart,
  onClose,
}: {
  scenario: string;
  /** Whether what is tried here may also be done. */
  mayStart: boolean;
  onClose: () => void;
}) {
  const say = useWords(words);
  const { language } = useLanguage();
  const name = useScenarioName()(scenario);
  const versions = useVersionsOf(scenario);
  const [chosen, choose] = useState<string>();
  const to = chosen ?? versions.data?.[0]?.version;
  return (
    <Modal open title={say.checkTitle(name)} width={820} footer={null} onCancel={onClose}>
      <p>{say.checkAbout}</p>
      <Loaded of={versions}>
        {(all) => (
          <div className="operate-form">
            <div>
              <label htmlFor="migrate-to">{say.to}</label>
              <Select
                id="migrate-to"
                value={to}
                onChange={choose}
                options={all.map((one, at) => ({
                  value: one.version,
                  label: `${short(one.version)} · ${moment(one.published_at, language)}${at === 0 ? ` · ${say.newest}` : ''}`,
                }))}
              />
            </div>
          </div>
        )}
      </Loaded>
      {to === undefined ? null : (
        <DryRun key={to} scenario={scenario} name={name} to={to} mayStart={mayStart} onClose={onClose} />
      )}
    </Modal>
  );
}

function DryRun({
  scenario,
  name,
  to,
  mayStart,
  onClose,
}: {
  scenario: string;
  name: string;
  to: string;
  mayStart: boolean;
  onClose: () => void;
}) {
  const say = useWords(words);
  const { modal } = App.useApp();
  const { language } = useLanguage();
  const queries = useQueryClient();
  const verdicts = useVerdicts(scenario, to);
  const starting = useMutation({
    mutationFn: () => ask(api.POST('/api/v1/migrations', { body: { scenario, to } })),
    onSuccess: onClose,
    onSettled: () => void queries.invalidateQueries({ queryKey: MIGRATIONS }),
  });
  const begin = () =>
    modal.confirm({
      title: say.startTitle(name),
      content: say.startAbout,
      okText: say.start,
      onOk: () => starting.mutateAsync().catch(() => undefined),
    });
  if (verdicts.isPending) {
    return (
      <div role="status" className="versions-checking">
        <Spin size="small" /> {say.checking}
      </div>
    );
  }
  if (verdicts.error) return <Failure error={verdicts.error} again={() => void verdicts.refetch()} />;
  const all = verdicts.data;
  const count = (...which: Verdict['verdict'][]) =>
    number(all.filter((one) => which.includes(one.verdict)).length, language);
  const isMovable = all.some((one) => one.verdict === 'movable') || verdicts.hasNextPage;
  return (
    <>
      <p role="status">
        <strong>
          {all.length === 0
            ? say.noneOpen
            : say.summary(count('movable'), count('stays', 'missing'), count('there', 'over'))}
        </strong>{' '}
        {verdicts.hasNextPage ? say.sofar : null}
      </p>
      {all.length > 0 ? <Verdicts all={all} label={say.verdict} /> : null}
      <More of={verdicts} />
      {starting.error ? <Failure error={starting.error} /> : null}
      <div className="operate-line versions-ways">
        {mayStart ? (
          <Button type="primary" disabled={!isMovable} loading={starting.isPending} onClick={begin}>
            {say.start}
          </Button>
        ) : null}
        <Button onClick={onClose}>{say.close}</Button>
        {isMovable || !mayStart ? null : <span className="operate-soft">{say.nothingToMove}</span>}
      </div>
    </>
  );
}
