import { SenderEntity } from './senders/sender.entity.js';

export const DELIVERY_ENTITIES = [SenderEntity] as const;
