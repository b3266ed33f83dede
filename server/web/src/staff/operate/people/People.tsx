import { App, Button } from 'antd';
import { useState } from 'react';
import { moment } from '../../../language/format';
import { useLanguage, useWords } from '../../../language/language';
import { useMe } from '../../../session/me';
import { Rows } from '../../frame/Rows';
import { Failure, Loaded } from '../../frame/State';
import { usePerson } from '../../tasks/titles';
import { mayList } from '../may';
import type { TabProps } from '../Operate';
import { AbsenceDialog } from './AbsenceDialog';
import { Colleagues } from './Colleagues';
import { useAbsence, useRecords, type AbsenceRecord, type Colleague } from './data';
import { words } from './words';

interface Saying {
  person: Colleague | undefined;
  colleagues: Colleague[] | undefined;
}

/** Who works in the departments, who is away, and all that was ever said of it. */
export default function People({ mayAct }: TabProps) {
  const say = useWords(words);
  const { message, modal } = App.useApp();
  const role = useMe().data?.role;
  const changing = useAbsence();
  const [saying, setSaying] = useState<Saying>();
  const open = (next: Saying) => {
    changing.reset();
    setSaying(next);
  };
  const end = (person: Colleague) =>
    modal.confirm({
      title: say.endFor(person.name),
      content: say.endAbout,
      okText: say.end,
      onOk: () =>
        changing
          .mutateAsync({ person: person.id, absence: undefined })
          .then(() => void message.success(say.ended(person.name)))
          .catch(() => undefined),
    });
  const isListed = mayList(role);
  return (
    <>
      <section className="operate-panel" aria-labelledby="people">
        <header>
          <div>
            <h2 id="people">{say.title}</h2>
            <p>{say.about}</p>
          </div>
          {mayAct && !isListed ? (
            <Button type="primary" onClick={() => open({ person: undefined, colleagues: undefined })}>
              {say.say}
            </Button>
          ) : null}
        </header>
        {changing.error && saying === undefined ? <Failure error={changing.error} /> : null}
        {isListed ? (
          <Colleagues
            onSay={mayAct ? (person, colleagues) => open({ person, colleagues }) : undefined}
            onEnd={mayAct ? end : undefined}
          />
        ) : null}
      </section>
      <Records />
      {saying === undefined ? null : (
        <AbsenceDialog
          {...saying}
          error={changing.error}
          isBusy={changing.isPending}
          onClose={() => setSaying(undefined)}
          onSay={(person, absence) =>
            changing.mutate(
              { person, absence },
              {
                onSuccess: () => {
                  void message.success(say.said(saying.person?.name ?? person));
                  setSaying(undefined);
                },
              },
            )
          }
        />
      )}
    </>
  );
}

/** What was said of absences, by whom and when. */
function Records() {
  const say = useWords(words);
  const { language } = useLanguage();
  const person = usePerson();
  const records = useRecords();
  const span = ({ from, until }: AbsenceRecord) =>
    from == null || until == null ? '–' : say.span(moment(from, language), moment(until, language));
  return (
    <section className="operate-panel" aria-labelledby="absences">
      <header>
        <div>
          <h2 id="absences">{say.records}</h2>
          <p>{say.recordsAbout}</p>
        </div>
      </header>
      <Loaded of={records}>
        {(all) =>
          all.length === 0 ? (
            <p className="operate-empty">{say.noRecords}</p>
          ) : (
            <Rows
              label={say.records}
              rows={all}
              name={(one) => `${one.person} ${one.what} ${one.at}`}
              columns={[
                { title: say.person, cell: (one) => person(one.person) },
                { title: say.what, cell: (one) => say.whats[one.what] ?? one.what },
                {
                  title: say.when,
                  cell: (one) => (
                    <>
                      {span(one)}
                      {one.deputy == null ? null : <small>{say.deputyIs(person(one.deputy))}</small>}
                    </>
                  ),
                },
                { title: say.by, cell: (one) => person(one.by) },
                { title: say.at, cell: (one) => moment(one.at, language) },
              ]}
            />
          )
        }
      </Loaded>
    </section>
  );
}
