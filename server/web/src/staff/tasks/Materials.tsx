import { EyeOutlined, FileOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useSay, useWords } from '../../language/language';
import type { Label } from '../../language/words';
import { How } from './Facts';
import type { Known } from './facts';
import { Viewer } from './material/Viewer';
import { words } from './material/words';

/** Materials of a case: what was handed in is shown in place; e-licences have no file here. */
export function Materials({
  application,
  materials,
  others,
  tellers,
  mayLook,
}: {
  application: string;
  /** What the step is decided on. */
  materials: readonly Known[];
  /** What else was handed in or found for the application. */
  others: readonly Known[];
  tellers: ReadonlyMap<string, Label>;
  /** Whether files may be looked at. */
  mayLook: boolean;
}) {
  const say = useWords(words);
  const told = useSay();
  const [open, setOpen] = useState<Known>();
  const name = (material: Known) => (material.title === undefined ? material.id : told(material.title));
  const list = (some: readonly Known[]) => (
    <ul className="materials">
      {some.map((material) => (
        <li key={material.id}>
          <FileOutlined aria-hidden className="material-icon" />
          <span className="material-name">{name(material)}</span>
          <How how={material.how} teller={tellers.get(material.id)} />
          {hasFile(material) && !mayLook ? (
            <span className="quiet">{say.notShown}</span>
          ) : hasFile(material) ? (
            <Button size="small" icon={<EyeOutlined />} onClick={() => setOpen(material)}>
              {say.look}
              <span className="sr-only"> {name(material)}</span>
            </Button>
          ) : (
            <span className="quiet">{say.without[material.how] ?? say.noFile}</span>
          )}
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {materials.length === 0 ? <p className="quiet">{say.noMaterials}</p> : list(materials)}
      {others.length === 0 ? null : (
        <>
          <h3 className="materials-others">{say.others}</h3>
          {list(others)}
        </>
      )}
      <Modal
        open={open !== undefined}
        onCancel={() => setOpen(undefined)}
        title={open === undefined ? '' : name(open)}
        footer={null}
        width={1040}
        destroyOnHidden
      >
        {open === undefined ? null : (
          <Viewer application={application} material={open.id} name={name(open)} />
        )}
      </Modal>
    </>
  );
}

/** What the applicant handed in has a file; what systems told is on record there. */
function hasFile(material: Known): boolean {
  return material.how === 'asked' || material.how === 'redone' || material.how === 'draft';
}
