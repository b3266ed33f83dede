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
  tellers,
}: {
  application: string;
  materials: readonly Known[];
  tellers: ReadonlyMap<string, Label>;
}) {
  const say = useWords(words);
  const told = useSay();
  const [open, setOpen] = useState<Known>();
  if (materials.length === 0) return <p className="quiet">{say.noMaterials}</p>;
  const name = (material: Known) => (material.title === undefined ? material.id : told(material.title));
  return (
    <>
      <ul className="materials">
        {materials.map((material) => (
          <li key={material.id}>
            <FileOutlined aria-hidden className="material-icon" />
            <span className="material-name">{name(material)}</span>
            <How how={material.how} teller={tellers.get(material.id)} />
            {hasFile(material) ? (
              <Button size="small" icon={<EyeOutlined />} onClick={() => setOpen(material)}>
                {say.look}
                <span className="sr-only"> {name(material)}</span>
              </Button>
            ) : (
              <span className="quiet">{say.noFile}</span>
            )}
          </li>
        ))}
      </ul>
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
