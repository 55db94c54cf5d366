import type { Provider } from '@nestjs/common';
import { EventsImportKind } from '#libs/activity';
import { ContactsImportKind, IMPORT_KINDS, type ImportKind } from '#libs/contacts';

/** What the rows of a file can become. */
export const importKinds: Provider = {
  provide: IMPORT_KINDS,
  inject: [ContactsImportKind, EventsImportKind],
  useFactory: (...kinds: ImportKind[]) => kinds,
};
