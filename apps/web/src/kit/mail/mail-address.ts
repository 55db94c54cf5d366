export interface NamedAddress {
  name: string;
  address: string;
}

/** As a header names them: `Shop <orders@shop.example>`. */
export function addressWords(addresses: readonly NamedAddress[]): string {
  return addresses.map(({ name, address }) => (name === '' ? address : `${name} <${address}>`)).join(', ');
}
