export { ENTITIES } from './entities.js';
export { RegistryModule } from './registry.module.js';
