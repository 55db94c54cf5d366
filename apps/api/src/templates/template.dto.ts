import { IsEmail, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsId } from '../http/id.decorators.js';
import { IsLeftOutOr, IsName } from '../http/text.decorators.js';

/** Beyond this, compiling is refused with line and column; here it only keeps the database from novels. */
const MAX_SOURCE = 1_000_000;
const MAX_LINE = 2_000;

export class CreateTemplateBody {
  @IsName()
  name: string;

  @IsString()
  @MaxLength(MAX_LINE)
  subject: string;

  /** What mail clients show beside the subject. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_LINE)
  preheader?: string | null;

  /** MJML or HTML: one of the two. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_SOURCE)
  mjml?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(MAX_SOURCE)
  html?: string | null;

  /** Made from the HTML when it is left out. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_SOURCE)
  text?: string | null;
}

/** What is absent stays, null clears. */
export class ChangeTemplateBody implements Partial<CreateTemplateBody> {
  @IsLeftOutOr()
  @IsName()
  name?: string;

  @IsLeftOutOr()
  @IsString()
  @MaxLength(MAX_LINE)
  subject?: string;

  @IsOptional()
  @IsString()
  @MaxLength(MAX_LINE)
  preheader?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(MAX_SOURCE)
  mjml?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(MAX_SOURCE)
  html?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(MAX_SOURCE)
  text?: string | null;
}

/** Whom to show it to, and what an editor has not saved yet. */
export class PreviewTemplateBody extends ChangeTemplateBody {
  /** Left out: nobody in particular. */
  @IsOptional()
  @IsId()
  contact_id?: number | null;
}

export class TestTemplateBody {
  @IsEmail()
  to: string;

  /** Whom to render it for. */
  @IsOptional()
  @IsId()
  contact_id?: number | null;

  @IsOptional()
  @IsId()
  sender_id?: number | null;
}
