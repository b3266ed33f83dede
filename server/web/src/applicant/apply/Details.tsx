import { useWords } from '../../language/language';
import type { Application } from '../data/queries';
import { Heading } from '../parts/Heading';
import { Loaded } from '../parts/Loaded';
import { useSorted } from './asked';
import { FieldsPage } from './FieldsPage';
import { Gather } from './Gather';
import { Mend } from './Mend';
import { words } from './words';

/** What has to be filled in, as soon as it is known what that is. */
export function Details({ application }: { application: Application }) {
  const say = useWords(words);
  const { id } = application;
  const asked = useSorted(id);
  return (
    <Loaded of={asked}>
      {({ fields, papers, wanted }) => {
        if (wanted.length > 0) {
          return (
            <Mend application={application} wanted={wanted} reasons={new Map()} send={say.send}>
              <Heading>{say.mendTitle}</Heading>
              <p className="lead">{say.mendAbout}</p>
            </Mend>
          );
        }
        if (fields.length === 0 && papers.length === 0) return <Gather application={application} />;
        return <FieldsPage application={application} fields={fields} />;
      }}
    </Loaded>
  );
}
