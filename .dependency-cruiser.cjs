/** The layers of docs/architecture.md: a lib imports only from layers below its own. */
const LAYERS = [
  ['kernel', 'db', 'queue'],
  ['conditions', 'accounts'],
  ['contacts'],
  ['activity', 'content'],
  ['segments', 'ledger'],
  ['delivery', 'campaigns', 'automations'],
  ['sales', 'recipes'],
  ['insights'],
  ['registry'],
];

// Layer 0 has an order of its own: db and queue stand on kernel, queue on db.
const FOUNDATION = { kernel: [], db: ['kernel'], queue: ['kernel', 'db'] };

const layerRules = LAYERS.flatMap((layer, level) =>
  layer.map((lib) => {
    const allowed = level === 0 ? FOUNDATION[lib] : LAYERS.slice(0, level).flat();
    const names = [lib, ...allowed].join('|');
    return {
      name: `layer-${lib}`,
      severity: 'error',
      from: { path: `^libs/${lib}/` },
      to: { path: '^(libs|apps)/', pathNot: `^libs/(${names})/` },
    };
  }),
);

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'lib-by-its-index',
      comment: "A lib's index.ts lists what is public; nothing reaches past it.",
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/.+', pathNot: ['^libs/$2/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'apps-apart',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-dev-in-product',
      severity: 'error',
      from: { path: '^(libs|apps/(api|worker|launcher))/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['\\.spec\\.ts$', '^apps/web/dist/', '^dist/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'node', 'default'] },
  },
};
