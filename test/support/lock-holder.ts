// A process that holds a database's lock until its input ends. Arguments: the database, and what to begin with.

import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(process.argv[2] ?? '');
database.exec(process.argv[3] ?? '');
process.stdout.write('held\n');
process.stdin.on('end', () => database.close()).resume();
