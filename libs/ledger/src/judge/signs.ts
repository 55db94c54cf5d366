/**
 * What speaks for a program, and how much: from 100 on together, a hit is a program's. What people do, too (a click
 * seconds after the mail came), is never enough alone.
 */
export const SIGNS = {
  /** Asked with HEAD: nothing to show to anybody. */
  head: 100,
  /** Fetched in advance, as the request itself says. */
  prefetch: 100,
  /** Every mail program and browser names itself. */
  no_agent: 100,
  /** Names itself a scanner, a preview or a program library. */
  program: 100,
  /** From a mail security gateway. */
  gateway: 100,
  /** An open by Apple's Mail Privacy Protection: it loads every image, looked at or not. */
  apple_relay: 100,
  /** An open by the image proxy of a web mailer: loads when the mail is looked at, and sometimes when it comes. */
  image_proxy: 60,
  /** Before, or within seconds after, the mail was handed over. */
  at_delivery: 50,
  /** Several links of one mail faster than anybody reads. */
  link_burst: 100,
  /** Two links of one mail within a second. */
  two_links: 50,
  /** Three links of one mail within ten seconds: a scanner that takes its time, or a reader who opens tabs. */
  three_links: 50,
  /** Within seconds of the mail's unsubscription. */
  with_unsubscribe: 50,
  /** The same address opens or clicks for many recipients within seconds. */
  crowd: 60,
  /** The same for so many that no office behind one address explains it. */
  large_crowd: 100,
  /** From where, and when, a program followed the links, by the same name. */
  with_scan: 100,
} as const;

export type Sign = keyof typeof SIGNS;

const ENOUGH = 100;

export function isMachine(signs: readonly Sign[]): boolean {
  return signs.reduce((sum, sign) => sum + SIGNS[sign], 0) >= ENOUGH;
}
