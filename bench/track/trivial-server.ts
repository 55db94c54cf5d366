import fastify from 'fastify';

/** The least that a Fastify server can do: what a request costs before anything of ours is done. */
const server = fastify();
server.get('/t/o/:token', (_request, reply) => reply.send('ok'));
await server.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
process.send?.({ ready: true });
