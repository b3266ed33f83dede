// How much script people load before they see anything.
import { KIB, WEIGHTS, weight } from '../weight.mjs';

export default async function ({ browser, origin }) {
  const figures = [];
  for (const { path, role, most } of WEIGHTS) {
    const bytes = await weight(browser, origin, path, role);
    figures.push({ what: `scripts of ${path}, gzip`, value: bytes / KIB, unit: 'KiB', limit: most / KIB });
  }
  return figures;
}
