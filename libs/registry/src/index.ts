export { ENTITIES } from './entities.js';
export { RegistryModule } from './registry.module.js';
export { EXTENSION_KINDS, EXTENSIONS, type Extension, type ExtensionKind } from './extensions.js';
