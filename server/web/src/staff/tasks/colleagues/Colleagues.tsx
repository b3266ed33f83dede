import { TeamOutlined } from '@ant-design/icons';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { moment } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { Failure, Loaded } from '../../frame/State';
import { useColleagues, useDepartmentTitle, usePerson, type Colleague } from '../titles';
import { useAway, type Absence } from './absence';
import { AbsenceDialog } from './AbsenceDialog';
import { words } from './words';

interface Seat {
  me: string;
  role: string;
  /** Opens the record of an absence. */
  say: (who: Colleague) => void;
}

/** Who works in a department and who is away; one's own absence is recorded here, and others' by who may. */
export function Colleagues({
  department,
  me,
  role,
  now,
}: {
  department: string;
  me: string;
  role: string;
  now: string | undefined;
}) {
  const say = useWords(words);
  const title = useDepartmentTitle();
  const [open, setOpen] = useState(false);
  const [away, setAway] = useState<Colleague>();
  const colleagues = useColleagues(open ? department : undefined);
  return (
    <>
      <Button icon={<TeamOutlined />} onClick={() => setOpen(true)}>
        {say.colleagues}
      </Button>
      <Modal
        open={open && away === undefined}
        onCancel={() => setOpen(false)}
        footer={null}
        width={680}
        title={say.title(title(department))}
      >
        <Loaded of={colleagues}>
          {(all) =>
            all.length === 0 ? (
              <p className="quiet">{say.none}</p>
            ) : (
              <ul className="colleagues">
                {all.map((who) => (
                  <Row key={who.id} who={who} department={department} me={me} role={role} say={setAway} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Modal>
      {away === undefined ? null : (
        <AbsenceDialog
          person={away.id === me && role === 'clerk' ? 'me' : away.id}
          title={away.id === me ? say.say : say.sayFor(away.name)}
          before={away.absence ?? null}
          deputies={(colleagues.data ?? []).filter((one) => one.id !== away.id)}
          now={now}
          close={() => setAway(undefined)}
        />
      )}
    </>
  );
}

function Row({ who, department, me, role, say: open }: Seat & { who: Colleague; department: string }) {
  const say = useWords(words);
  const told = useSay();
  const { language } = useLanguage();
  const { message } = App.useApp();
  const person = usePerson(department);
  const isOwn = who.id === me;
  const away = useAway(isOwn && role === 'clerk' ? 'me' : who.id, () => void message.success(say.ended));
  const may = (isOwn && role === 'clerk') || ['tester', 'administrator'].includes(role);
  const posts = who.roles.map((post) => told(post.title)).join(language === 'zh' ? '、' : ', ');
  return (
    <li>
      <span>
        <strong>{who.name}</strong> {isOwn ? <span className="mark">{say.own}</span> : null}
        <span className="quiet block">{posts === '' ? say.everyPost : posts}</span>
      </span>
      <span>
        {who.absence == null ? (
          <span className="good">{say.here}</span>
        ) : (
          <Away absence={who.absence} name={person} />
        )}
      </span>
      {may ? (
        <span className="colleague-deeds">
          <Button size="small" aria-label={isOwn ? say.say : say.sayFor(who.name)} onClick={() => open(who)}>
            {who.absence == null ? say.say : say.change}
          </Button>
          {who.absence == null ? null : (
            <Button
              size="small"
              loading={away.isPending}
              aria-label={isOwn ? say.end : say.endFor(who.name)}
              onClick={() => away.mutate(null)}
            >
              {say.end}
            </Button>
          )}
        </span>
      ) : (
        <span />
      )}
      {away.error ? <Failure error={away.error} /> : null}
    </li>
  );
}

function Away({ absence, name }: { absence: Absence; name: (id: string) => string }) {
  const say = useWords(words);
  const { language } = useLanguage();
  const [from, until] = [moment(absence.from, language), moment(absence.until, language)];
  return (
    <>
      <strong className="late">{absence.now ? say.awayNow(until) : say.awayLater(from, until)}</strong>
      {absence.deputy == null ? null : (
        <span className="quiet block">{say.withDeputy(name(absence.deputy))}</span>
      )}
    </>
  );
}
