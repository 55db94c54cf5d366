import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { LOGGER, type Logger } from '#libs/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem } from './answer-problem.js';
import { toDomainError } from './problem.js';

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
    answerProblem(error, request, reply);
  }
}
