export * from './client.js';
export type { components, operations, paths } from './contract.js';
export * from './problems.js';
export type { StreamOptions } from './stream.js';
export { newIdempotencyKey, type CallOptions, type Options } from './transport.js';
export * from './types.js';
