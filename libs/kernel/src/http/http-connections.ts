import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** Shorter than any server waits, so that no request goes out on a connection that is being closed. */
const IDLE_MS = 4_000;

/** Connections that stay open from one request to the next, at most `size` of them at a time to a host. */
export class HttpConnections {
  private readonly plain: HttpAgent;
  private readonly secure: HttpsAgent;

  constructor(size: number) {
    const options = { keepAlive: true, maxSockets: size, maxFreeSockets: size, timeout: IDLE_MS };
    this.plain = new HttpAgent(options);
    this.secure = new HttpsAgent(options);
  }

  agentFor(protocol: string): HttpAgent {
    return protocol === 'https:' ? this.secure : this.plain;
  }

  /** Ends them all, busy ones too. */
  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }
}
