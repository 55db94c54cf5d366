import { IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

export class AudienceDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name: string;

  /** As `GET /registry/providers` lists it. */
  @IsString()
  @IsNotEmpty()
  provider: string;

  @IsObject()
  settings: Record<string, unknown>;
}

/** Settings that are left out stay as they are. */
export class AudienceChangeDto {
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;

  @IsOptional()
  @IsObject()
  settings?: Record<string, unknown>;
}
