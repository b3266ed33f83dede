import { PageHead } from '../frame/PageHead';

export default function Library() {
  return <PageHead title="Library" />;
}
