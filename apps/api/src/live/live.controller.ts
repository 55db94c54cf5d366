import { Controller, Get, Query, Res } from '@nestjs/common';
import { DomainError, invalid } from '#libs/kernel';
import type { FastifyReply } from 'fastify';
import { PassThrough } from 'node:stream';
import { LiveBroadcast } from './live-broadcast.service.js';
import { LiveQuery } from './live.dto.js';

const MAX_TOPICS = 20;
const MAX_CONNECTIONS = 500;
const MAX_UNREAD_BYTES = 65_536;
const HEARTBEAT_MS = 15_000;
/** Then the browser connects anew, and its session is looked at again. */
const MAX_LIFE_MS = 15 * 60_000;

/** Numbers that move while somebody looks: server-sent events (WHATWG HTML, 9.2). */
@Controller('api/v1/live')
export class LiveController {
  private connections = 0;

  constructor(private readonly broadcast: LiveBroadcast) {}

  /** Each message is one JSON object: `topic` and its state, sent at once and after each change. */
  @Get()
  open(@Query() query: LiveQuery, @Res() reply: FastifyReply): void {
    const topics = [...new Set(query.topics.split(','))];
    if (topics.length > MAX_TOPICS) {
      throw invalid([{ path: 'topics', message: `must be at most ${String(MAX_TOPICS)}` }]);
    }
    topics.forEach((topic) => {
      this.broadcast.check(topic);
    });
    if (this.connections >= MAX_CONNECTIONS) throw new DomainError('server.unavailable', 'Too many people watch.');
    void reply
      .header('content-type', 'text/event-stream')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(this.stream(topics));
  }

  private stream(topics: readonly string[]): PassThrough {
    const stream = new PassThrough();
    const say = (text: string): void => {
      // Who does not read is let go, before unread messages fill the memory.
      if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy();
      else stream.write(text);
    };
    say('retry: 2000\n\n');
    const stops = topics.map((topic) =>
      this.broadcast.watch(topic, (message) => {
        say(`data: ${message}\n\n`);
      }),
    );
    const heartbeat = setInterval(() => {
      say(': still here\n\n');
    }, HEARTBEAT_MS);
    const end = setTimeout(() => stream.end(), MAX_LIFE_MS);
    this.connections += 1;
    stream.once('close', () => {
      this.connections -= 1;
      clearInterval(heartbeat);
      clearTimeout(end);
      stops.forEach((stop) => {
        stop();
      });
    });
    return stream;
  }
}
