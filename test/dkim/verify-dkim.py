"""Reads a mail from standard input and the TXT record of its key from the first argument; exits with 0 when the
signature is good (dkimpy, RFC 6376)."""
import sys

import dkim

record = sys.argv[1].encode()
mail = sys.stdin.buffer.read()
good = dkim.verify(mail, dnsfunc=lambda name, timeout=5: record)
sys.exit(0 if good else 1)
