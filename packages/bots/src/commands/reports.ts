// What the bots report, as text for people.

import type { FleetReport } from '../fleet/fleet.ts';
import type { SwarmReport } from '../swarm.ts';

export function describeFleet({ passed, complaints, honest, hostile, figures, kicks, seconds }: FleetReport): string {
  return [
    `${honest.joined} of ${honest.members} honest members played for ${seconds} s and came back ${honest.returns} times`,
    ...Object.entries(hostile).map(
      ([kind, { members, attempts, ends }]) =>
        `${kind.padEnd(20)} ${members} members, ${attempts} attempts, ended by ${JSON.stringify(ends)}`,
    ),
    ...Object.entries(figures).map(([name, figure]) => `${name.padEnd(20)} ${figure}`),
    ...kicks.map((kick) => `kicked               ${kick}`),
    ...complaints.map((complaint) => `broken               ${complaint}`),
    passed ? 'passed' : 'failed',
  ].join('\n');
}

export function describeSwarm(report: SwarmReport): string {
  const { joined, refused, errors, returns, desyncs, seconds, snapshotsPerSecond, bytesPerSnapshot } = report;
  const { visible, rttMs, corrections, reasons } = report;
  return [
    `${joined} joined, ${refused} refused, ${errors} lost, ${returns} returns, ${desyncs} desyncs in ${seconds} s`,
    `snapshots    ${snapshotsPerSecond.p50} a second (least ${snapshotsPerSecond.min})`,
    `size         ${bytesPerSnapshot.mean} bytes (95 % below ${bytesPerSnapshot.p95})`,
    `in view      ${visible.mean} other ships`,
    `round trip   ${rttMs.p50} ms (99 % below ${rttMs.p99})`,
    `corrections  ${corrections.count}, the largest ${corrections.maxPx} px`,
    ...reasons.map((reason) => `reason       ${reason}`),
  ].join('\n');
}
