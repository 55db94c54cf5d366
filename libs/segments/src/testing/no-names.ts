import { DocumentNames } from '#libs/contacts';

/** Nobody uses what these tests make. */
export class NoNames extends DocumentNames {
  nameAll(): Promise<[]> {
    return Promise.resolve([]);
  }
}
