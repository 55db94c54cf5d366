import { IsOptional, IsString, MaxLength } from 'class-validator';
import { IsName } from '../http/text.decorators.js';

export class InvitationQuery {
  @IsString()
  @MaxLength(200)
  token: string;
}

export class AcceptInvitationBody {
  @IsString()
  @MaxLength(200)
  token: string;

  @IsOptional()
  @IsName()
  name?: string;

  @IsString()
  password: string;
}
