import { CONSENT_STATUSES, type ConsentStatus } from '#libs/contacts';
import { IsDefined, IsIn, IsIP, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsId } from '../http/id.decorators.js';
import { ListQuery } from '../http/keyset.js';
import { IsInstant, IsName } from '../http/text.decorators.js';

export class ContactsListQuery extends ListQuery {
  /** An exact email or external_id first, then what begins with the text, then what holds it. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  /** Id or slug. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  segment?: string;

  /** Name of a tag. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  tag?: string;

  /** `last_name` ascending, `-last_name` descending; newest first without it. */
  @IsOptional()
  @IsString()
  @MaxLength(50)
  sort?: string;
}

export class SearchContactsBody extends ContactsListQuery {
  /** A condition tree. */
  @IsDefined()
  condition: unknown;
}

export class MergeBody {
  /** The contact that stays. */
  @IsId()
  keep: number;

  /** The contact that it takes in. */
  @IsId()
  merge: number;
}

export class ConsentBody {
  @IsIn(CONSENT_STATUSES)
  status: ConsentStatus;

  /** Where it was given: a form, a call, a contract. */
  @IsName(500)
  source: string;

  /** Consent, contract, legitimate interest, … */
  @IsName(200)
  lawful_basis: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  text_version?: string;

  @IsOptional()
  @IsIP()
  ip?: string;

  @IsOptional()
  @IsInstant()
  expires_at?: Date;
}

export class NoteBody {
  @IsName(10_000)
  body: string;
}
