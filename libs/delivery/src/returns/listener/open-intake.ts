import { isIPv6 } from 'node:net';

const HOUR_MS = 3_600_000;
/** The least that a mail costs: its row, and the work that it makes. */
const LEAST_BYTES = 16 * 1024;
const MIB = 1024 * 1024;

interface Allowance {
  /** What may come at once, and again within an hour. */
  readonly bytes: number;
  /** Mails under way at the same time. */
  readonly together: number;
}

/** About 64 small mails of one peer and 512 of all of them in an hour; what is kept of them for 30 days fits any disk. */
const OF_ONE: Allowance = { bytes: MIB, together: 3 };
const OF_ALL: Allowance = { bytes: 8 * MIB, together: 20 };

/** More than these take turns: the one that was quiet for longest is forgotten. */
const MOST_PEERS = 10_000;

/** What is left to whoever sends, filling up with time. One mail may go below zero: nobody knows its size before. */
class Account {
  private left: number;
  private seen = 0;
  private underWay = 0;

  constructor(private readonly allowance: Allowance) {
    this.left = allowance.bytes;
  }

  hasRoom(now: number): boolean {
    this.fill(now);
    return this.left > 0 && this.underWay < this.allowance.together;
  }

  begin(): void {
    this.underWay += 1;
  }

  end(cost: number): void {
    this.underWay -= 1;
    this.left -= cost;
  }

  private fill(now: number): void {
    const passed = Math.max(0, now - this.seen) / HOUR_MS;
    this.left = this.seen === 0 ? this.left : Math.min(this.allowance.bytes, this.left + passed * this.allowance.bytes);
    this.seen = now;
  }
}

/** What became of a mail: about one of ours, stored though it is not, known already, or not stored. */
export type OpenOutcome = 'ours' | 'kept' | 'repeated' | 'refused';

/** A mail under way. */
export interface OpenMail {
  /** To be called once, whatever became of the mail. */
  end(bytes: number, outcome: OpenOutcome): void;
}

/**
 * How much is taken at the addresses that anybody can write to (complaints@, abuse@). What is about our own mails costs
 * nothing; all else is limited by peer and in all, so that a flood fills no disk. Whoever has brought true reports does
 * not stand back for the flood of others.
 */
export class OpenIntake {
  private readonly all = new Account(OF_ALL);
  private readonly peers = new Map<string, Account>();
  /** Have brought what was about a mail of ours; they are few. */
  private readonly proven = new Set<string>();

  /** Whether one more mail of this peer would be taken now. */
  hasRoom(address: string, now: Date): boolean {
    const peer = networkOf(address);
    return this.accountOf(peer).hasRoom(now.getTime()) && (this.proven.has(peer) || this.all.hasRoom(now.getTime()));
  }

  /** Null when there is no room: to be answered with a 4xx. */
  begin(address: string, now: Date): OpenMail | null {
    if (!this.hasRoom(address, now)) return null;
    const peer = networkOf(address);
    const accounts = [this.accountOf(peer), this.all];
    for (const account of accounts) account.begin();
    return {
      end: (bytes, outcome) => {
        const cost = outcome === 'kept' ? Math.max(bytes, LEAST_BYTES) : 0;
        for (const account of accounts) account.end(cost);
        if (outcome === 'ours') this.proven.add(peer);
      },
    };
  }

  private accountOf(peer: string): Account {
    const account = this.peers.get(peer) ?? new Account(OF_ONE);
    // The order of a Map is that of its last use here.
    this.peers.delete(peer);
    this.peers.set(peer, account);
    const [quietest] = this.peers.keys();
    if (this.peers.size > MOST_PEERS && quietest !== undefined) this.peers.delete(quietest);
    return account;
  }
}

/** Whoever has one address of IPv6 has the 2^64 of its network. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const filled = [...groups, ...Array.from({ length: 8 - groups.length - rest.length }, () => '0'), ...rest];
  return filled
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
