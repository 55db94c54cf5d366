import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { retryAfterOf, toDomainError, toProblem } from './problem.js';

/** The one place where errors become answers: everything thrown in the api ends here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toDomainError(thrown);
    if (error.status >= 500) this.logger.error({ err: error.cause ?? error, url: request.url }, error.message);
    if (reply.sent || reply.raw.headersSent) {
      // Too late for an answer: a cut-off one tells the caller that it is not whole.
      reply.raw.destroy();
      return;
    }
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
    if (error.status === 401) void reply.header('www-authenticate', 'Bearer realm="Tidings"');
    void reply
      .status(error.status)
      .header('content-type', 'application/problem+json')
      .send(JSON.stringify(toProblem(error, request.id)));
  }
}
