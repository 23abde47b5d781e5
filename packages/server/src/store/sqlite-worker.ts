// The thread of the embedded store, or of one backup. What blocks here, blocks no tick.

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { assert, assertNever, failure, type Result, success } from '@starfray/shared/core';
import { backUp } from './sqlite-backup.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { packFault, type WireFault } from './sqlite-faults.ts';
import type { Answer, Question, Reply, Request, WorkerJob } from './sqlite-messages.ts';

assert(parentPort !== null, 'runs as a thread only');
start(parentPort, workerData);

function start(port: MessagePort, job: WorkerJob): void {
  const reply = (message: Reply) => port.postMessage(message);
  try {
    if (job.kind === 'backup') backUp(job);
    else serve(port, new SqliteDatabase(job, (text) => reply({ kind: 'noticed', text })), reply);
    reply({ kind: 'ready' });
  } catch (error) {
    reply({ kind: 'refused', fault: packFault(error) });
  }
}

function serve(port: MessagePort, database: SqliteDatabase, reply: (message: Reply) => void): void {
  port.on('message', (request: Request) => {
    switch (request.kind) {
      case 'commit':
        reply({ kind: 'committed', outcomes: database.commit(request.writes) });
        break;
      case 'ask':
        reply({ kind: 'answered', answer: ask(database, request.question) });
        break;
      case 'close':
        database.close();
        // Of the thread alone. To close the port ends it in Node, but Deno's ports of a thread's parent have no such function.
        process.exit();
        break;
      default:
        assertNever(request, 'request');
    }
  });
}

function ask(database: SqliteDatabase, question: Question): Result<Answer, WireFault> {
  try {
    return success(database.answer(question));
  } catch (error) {
    return failure(packFault(error));
  }
}
