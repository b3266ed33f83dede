import { PageHead } from '../frame/PageHead';

export default function Worklist() {
  return <PageHead title="Worklist" />;
}
