/**
 * How Node runs api and worker. Young objects have 8 MB instead of 16: a worker that sends makes garbage all the time,
 * and V8 would keep three times that as its own.
 */
export const NODE_FLAGS: readonly string[] = ['--max-semi-space-size=8'];
