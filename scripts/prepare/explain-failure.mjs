/** Known reasons in the output of npm, tsc and apt, and what to do about each. */
const REASONS = [
  [/ENOSPC|No space left on device/i, 'The disk is full. Make room (about 1.5 GB) and run the command again.'],
  [
    /EACCES|EPERM|EROFS|permission denied|read-only file system/i,
    'This folder cannot be written to. Run as the user who owns it, or copy it to a folder of your own.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|getaddrinfo/i,
    'The package registry cannot be reached. Check the network, or the proxy and registry that npm is set to ' +
      '(`npm config get registry`), and run the command again.',
  ],
  [
    /E40[13]|authentication/i,
    'The package registry refuses access. Check `npm config get registry` and your npm login.',
  ],
  [
    /EBADENGINE|Unsupported engine/i,
    'A package does not accept this version of Node. Install a current Node 20, 22 or 24.',
  ],
];

export function explainFailure(output) {
  return REASONS.find(([pattern]) => pattern.test(output))?.[1];
}

/** True when another way of installing could succeed: the fault is in the lock file, not around it. */
export function isLockFileTrouble(output) {
  return /EUSAGE|can only install packages when|not in sync/i.test(output) && !explainFailure(output);
}
