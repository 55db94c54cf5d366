export { Ledger, type MessageClass, type NewMessage, type Recipient } from './ports/ledger.port.js';
export { MESSAGE_SOURCES, type MessageSource, type SourcedMessage } from './ports/message-source.port.js';
