export { ENTITIES } from './entities.js';
export { RegistryModule } from './registry.module.js';
export { EXTENSION_KINDS, EXTENSIONS, extensionsOf, type Extension, type ExtensionKind } from './extensions.js';
export { CONDITION_LEAVES } from './conditions.js';
export { STEPS } from './automation-steps.js';
export { TRIGGERS } from './automation-triggers.js';
