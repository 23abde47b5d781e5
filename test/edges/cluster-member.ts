// A process that is a member of a cluster, for a test to kill. Arguments: URL of Redis, name of the cluster, id of the node.

import { nodeLoad, redisMember } from './cluster-members.ts';

const [url = '', name = '', id = ''] = process.argv.slice(2);
const member = redisMember(url, name, id);
await member.start();
member.publishLoad(nodeLoad(1));
await member.saveScores([{ key: 'k1', name: 'Ada', score: 42 }]);
process.stdout.write('started\n');
