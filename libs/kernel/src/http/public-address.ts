import ipaddr from 'ipaddr.js';

/** The part of IPv6 that is given out (RFC 4291, 2.4). What lies outside, `::127.0.0.1` say, leads to nobody's server. */
const GIVEN_OUT: [ipaddr.IPv6, number] = ipaddr.IPv6.parseCIDR('2000::/3');
/** A public number by which Azure's machines reach their host: what it tells is for them alone. */
const HOST_OF_AZURE = '168.63.129.16';

/** True for an address that anyone on the internet may own: no loopback, private, link-local or other special range. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  // process() unwraps ::ffff:10.0.0.1, which would pass as an ordinary IPv6 address.
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast' || address.toString() === HOST_OF_AZURE) return false;
  return address instanceof ipaddr.IPv4 || address.match(GIVEN_OUT);
}
