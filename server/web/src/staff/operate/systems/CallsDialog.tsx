import { Modal } from 'antd';
import { Link } from 'react-router';
import { moment, number } from '../../../language/format';
import { useLanguage, useSay, useWords } from '../../../language/language';
import { Rows } from '../../frame/Rows';
import { words as shared } from '../words';
import type { Row } from './data';
import { words } from './words';

/** The calls that one system has not answered. */
export function CallsDialog({ system, onClose }: { system: Row; onClose: () => void }) {
  const say = useWords(words);
  const sayAll = useWords(shared);
  const told = useSay();
  const { language } = useLanguage();
  const title = say.callsOf(told(system.title));
  const service = (id: string) => {
    const known = system.services.find((one) => one.id === id);
    return known ? told(known.title) : id;
  };
  return (
    <Modal open title={title} width={760} footer={null} onCancel={onClose}>
      <Rows
        label={title}
        rows={system.calls}
        name={(call) => call.id}
        columns={[
          {
            title: say.service,
            cell: (call) => (
              <>
                {service(call.service)}
                <small>{told(call.step_title)}</small>
              </>
            ),
          },
          { title: say.kind, cell: (call) => say.kinds[call.kind as keyof typeof say.kinds] ?? call.kind },
          {
            title: say.attempt,
            kind: 'number',
            cell: (call) => (call.attempt == null ? '–' : number(call.attempt, language)),
          },
          { title: say.since, cell: (call) => moment(call.since, language) },
          {
            title: sayAll.applications,
            cell: (call) => (
              <Link to={`/applications/${call.application}`}>{call.number}</Link>
            ),
          },
        ]}
      />
    </Modal>
  );
}
