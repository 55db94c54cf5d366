import { accessSync, constants, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';

const MEMORY_FOLDER = '/dev/shm';
/** statfs(2), TMPFS_MAGIC. */
const TMPFS = 0x01021994;
/** A run leaves half a gigabyte of databases and as much of their log; other programs want memory, too. */
const NEEDED_BYTES = 3 * 1024 ** 3;

/**
 * Where data that need not outlive a test run goes: into memory where there is plenty, else where temporary files go.
 * Every test's database is some 350 files made and deleted again, and ext4 looks long for a place for a new file while
 * many were deleted within the last minute: on a disk that was a third of all work of the integration tests.
 */
export function throwawayFolder() {
  return hasRoomInMemory() ? MEMORY_FOLDER : tmpdir();
}

function hasRoomInMemory() {
  try {
    accessSync(MEMORY_FOLDER, constants.W_OK);
    const { type, bavail, bsize } = statfsSync(MEMORY_FOLDER);
    return type === TMPFS && bavail * bsize >= NEEDED_BYTES && freemem() >= 2 * NEEDED_BYTES;
  } catch {
    return false; // no such folder, as on every system but Linux, or not for us
  }
}
