import { Controller, Get, Header } from '@nestjs/common';
import { type ApiDocument, readApiDocument } from './api-document.js';
import { renderDocs } from './docs-page.js';

@Controller('api')
export class DocsController {
  private page: string | undefined;

  /** The OpenAPI 3.1 document of this version. */
  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  document(): Promise<string> {
    return readApiDocument();
  }

  /** The same for people, as a page. */
  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  async docs(): Promise<string> {
    return (this.page ??= renderDocs(JSON.parse(await readApiDocument()) as ApiDocument));
  }
}
