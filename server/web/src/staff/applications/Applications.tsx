import { PageHead } from '../frame/PageHead';

export default function Applications() {
  return <PageHead title="Applications" />;
}
