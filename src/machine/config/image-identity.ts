/** Apart from the catalogue's schema: a machine that boots from one needs this, and no schema. */
import type { CatalogueImage } from './catalogue.ts';

/** What links identify an image by is the SHA-256 of this text: a line for each file, in the catalogue's order. */
export const imageIdentity = ({ files }: CatalogueImage): string =>
  files.map(({ role, sha256 }) => `${role} ${sha256}\n`).join('');
