import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { invalid, LiveTopics, LOGGER, type Logger } from '#libs/kernel';

const POLL_MS = 500;

/** A topic that somebody watches. */
interface Watched {
  readonly read: () => Promise<unknown>;
  readonly listeners: Set<(message: string) => void>;
  /** What was told last; null before the first reading. */
  last: string | null;
}

/** Reads each watched topic twice a second, however many watch it, and tells those who do when it has changed. */
@Injectable()
export class LiveBroadcast implements OnModuleDestroy {
  private readonly watched = new Map<string, Watched>();
  private timer: NodeJS.Timeout | undefined;
  private polling = false;

  constructor(
    @Inject(LiveTopics) private readonly topics: LiveTopics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Tells `listener` the state of `topic` (`campaign:12`) now and after each change. Returns how to stop it. */
  watch(topic: string, listener: (message: string) => void): () => void {
    const watched = this.watched.get(topic) ?? { read: this.reader(topic), listeners: new Set(), last: null };
    this.watched.set(topic, watched);
    watched.listeners.add(listener);
    if (watched.last === null) void this.read(topic, watched);
    else listener(watched.last);
    this.timer ??= setInterval(() => void this.poll(), POLL_MS);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0) this.watched.delete(topic);
      if (this.watched.size === 0) this.stop();
    };
  }

  /** Throws `request.invalid` for a topic that cannot be watched. */
  check(topic: string): void {
    this.reader(topic);
  }

  onModuleDestroy(): void {
    this.stop();
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private reader(topic: string): () => Promise<unknown> {
    const [, kind = '', id = ''] = /^([a-z_]+):([1-9]\d{0,14})$/.exec(topic) ?? [];
    const state = this.topics.find(kind);
    if (state) return () => state(Number(id));
    const known = this.topics.names.map((name) => `${name}:<id>`).join(', ');
    throw invalid([{ path: 'topics', message: `"${topic.slice(0, 100)}" is none of ${known || 'those that exist'}` }]);
  }

  private async poll(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    await Promise.all([...this.watched].map(([topic, watched]) => this.read(topic, watched)));
    this.polling = false;
  }

  private async read(topic: string, watched: Watched): Promise<void> {
    try {
      const state = await watched.read();
      const message = JSON.stringify({ topic, ...(state === null ? { state: null } : (state as object)) });
      if (message === watched.last) return;
      watched.last = message;
      watched.listeners.forEach((listener) => {
        listener(message);
      });
    } catch (error) {
      this.logger.debug({ err: error, topic }, 'live topic not read; tried again at once');
    }
  }
}
