import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#libs/db';
import { HitJudge } from './hit-judge.service.js';
import type { JudgedMail } from './judge-mails.js';
import { HOURS, MAILS_BETWEEN } from './judge-statements.js';

const HOUR_MS = 3_600_000;
const MAX_PAGE = 5_000;

export interface Rejudged {
  /** Mails whose opens and clicks were looked at; one counts in each hour in which it has some. */
  readonly mails: number;
  /** Opens and clicks that are held to be of the other kind now. */
  readonly turned: number;
}

/** Judges what is stored by the rules of today. It may be ended at any time and run again: rules give the same twice. */
@Injectable()
export class HitRejudge {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(HitJudge) private readonly hits: HitJudge,
  ) {}

  async run(since: Date, onHour: (hour: Date) => void = () => undefined): Promise<Rejudged> {
    let [mails, turned] = [0, 0];
    for (const { hour } of await this.db.query<{ hour: Date }>(HOURS, [since])) {
      onHour(hour);
      const end = new Date(hour.getTime() + HOUR_MS);
      for (let after = 0, more = true; more;) {
        const page = await this.db.query<JudgedMail & Record<string, unknown>>(MAILS_BETWEEN, [
          hour,
          end,
          after,
          MAX_PAGE,
        ]);
        turned += await this.db.transaction((tx) => this.hits.judge(tx, page, hour, end));
        mails += page.length;
        after = page.at(-1)?.messageId ?? after;
        more = page.length === MAX_PAGE;
      }
    }
    return { mails, turned };
  }
}
