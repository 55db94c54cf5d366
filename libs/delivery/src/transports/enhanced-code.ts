const AFTER_REPLY_CODE = /^[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})(?= |$)/m;

/** The enhanced status code (RFC 3463) at the start of a reply, such as `5.1.1` in `550 5.1.1 No such user`. */
export function enhancedCodeOf(reply: string): string | undefined {
  return AFTER_REPLY_CODE.exec(reply)?.[1];
}
