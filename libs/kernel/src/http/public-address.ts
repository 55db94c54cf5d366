import ipaddr from 'ipaddr.js';

/** True for an address that anyone on the internet may own: no loopback, private, link-local or other special range. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  // process() unwraps ::ffff:10.0.0.1, which would pass as an ordinary IPv6 address.
  return ipaddr.process(text).range() === 'unicast';
}
