const SLAB_BYTES = 1024 * 1024;

/**
 * Copies finished mails into slices of large buffers: one allocation per some 70 mails, and a slab is freed when the
 * last of its mails is.
 */
export class BufferSlab {
  private slab = Buffer.alloc(0);
  private used = 0;

  /** The first `length` bytes of `source`, in memory that stays the caller's. */
  copyOf(source: Buffer, length: number): Buffer {
    if (length > SLAB_BYTES / 4) return Buffer.from(source.subarray(0, length));
    if (this.used + length > this.slab.length) {
      this.slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.used = 0;
    }
    const slice = this.slab.subarray(this.used, this.used + length);
    source.copy(slice, 0, 0, length);
    this.used += length;
    return slice;
  }
}
