// Native ESM: NestJS 12 loads no other way on Node 20 (run with NODE_OPTIONS=--experimental-vm-modules, as `npm test` does).
const swc = {
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

// The words of the web app may hold elements.
const swcTsx = {
  ...swc,
  jsc: { ...swc.jsc, parser: { ...swc.jsc.parser, tsx: true }, transform: { react: { runtime: 'automatic' } } },
};

const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  resolver: '<rootDir>/jest-resolver.cjs',
  transform: { '^.+\\.ts$': ['@swc/jest', swc], '^.+\\.tsx$': ['@swc/jest', swcTsx] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.tidings/'],
  setupFiles: ['reflect-metadata'],
  // A busy machine is no fault of the code; what hangs is found all the same.
  testTimeout: 30_000,
};

export default {
  // Two busy cores start a database template in more than Jest's five seconds.
  testTimeout: 60_000,
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/test/setup/slow-first.mjs',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,migrations,test,bench}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.it\\.spec\\.ts$', '\\.e2e\\.spec\\.ts$', '/apps/web/'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs,migrations,test,bench}/**/*.it.spec.ts'],
      testPathIgnorePatterns: ['/apps/web/'],
      globalSetup: '<rootDir>/test/setup/start-services.ts',
      globalTeardown: '<rootDir>/test/setup/stop-services.ts',
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e.spec.ts'],
      globalSetup: '<rootDir>/test/setup/start-services.ts',
      globalTeardown: '<rootDir>/test/setup/stop-services.ts',
    },
  ],
};
