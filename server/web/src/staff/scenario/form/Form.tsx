import type { Viewed } from '../view';

export default function Form({ scenario }: Viewed) {
  return <p>{scenario.id}</p>;
}
