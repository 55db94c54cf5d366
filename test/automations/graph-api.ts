import type { ServerResponse } from 'node:http';
import { HttpReceiver, type ReceivedCall } from './http-receiver.js';

const HASH = /^[0-9a-f]{64}$/;
export const TOKEN = 'EAAB-valid';

interface Users {
  readonly payload?: { readonly schema?: string; readonly data?: readonly string[] };
  readonly access_token?: string;
}

/** What the documentation of `/{custom_audience_id}/users` says, on loopback: adds, removes, limits, error codes. */
export class GraphApi {
  readonly members = new Set<string>();
  /** Method and number of people of each call that was taken. */
  readonly taken: string[] = [];
  /** Errors to answer with before anything is taken. */
  readonly faults: { status: number; code: number; subcode?: number }[] = [];

  private constructor(readonly receiver: HttpReceiver) {
    receiver.answer = (call, response) => {
      this.answer(call, response);
    };
  }

  static async open(): Promise<GraphApi> {
    return new GraphApi(await HttpReceiver.open());
  }

  answer({ method, path, body }: ReceivedCall, response: ServerResponse): void {
    const fault = this.faults.shift();
    const { payload, access_token: token } = JSON.parse(body) as Users;
    if (fault) refuse(response, fault.status, fault.code, fault.subcode);
    else if (!/^\/v25\.0\/120330000000001\/users$/.test(path)) refuse(response, 404, 100);
    else if (token !== TOKEN) refuse(response, 401, 190);
    else if (payload?.schema !== 'EMAIL_SHA256' || !payload.data || payload.data.length > 10_000)
      refuse(response, 400, 100);
    else this.take(method, payload.data, response);
  }

  private take(method: string, hashes: readonly string[], response: ServerResponse): void {
    const valid = hashes.filter((hash) => HASH.test(hash));
    for (const hash of valid) {
      if (method === 'POST') this.members.add(hash);
      else if (method === 'DELETE') this.members.delete(hash);
    }
    this.taken.push(`${method} ${String(hashes.length)}`);
    const counts = { num_received: hashes.length, num_invalid_entries: hashes.length - valid.length };
    const answer = { audience_id: '120330000000001', session_id: '1', ...counts, invalid_entry_samples: {} };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }
}

function refuse(response: ServerResponse, status: number, code: number, subcode?: number): void {
  const error = { message: 'Refused', type: 'OAuthException', code, error_subcode: subcode, fbtrace_id: 'x' };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}
