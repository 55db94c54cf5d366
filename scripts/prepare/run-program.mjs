import { spawn } from 'node:child_process';

/** How much of a program's output is kept to explain a failure. */
const KEPT_CHARACTERS = 20_000;

/** Runs a program to its end. Resolves with its exit code (127 when there is no such program) and its last output. */
export function runProgram(file, args, options = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const collect = (chunk) => {
      output = (output + chunk).slice(-KEPT_CHARACTERS);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs npm: the one that runs us when there is one, so that its version and settings are the same. */
export function runNpm(args, options) {
  const self = process.env.npm_execpath;
  if (self && /npm-cli\.c?js$/.test(self)) return runProgram(process.execPath, [self, ...args], options);
  return runProgram(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}
