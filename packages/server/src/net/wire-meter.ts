// What went over the sockets of the process, and how far away its peers are; read when somebody asks.

/** What is read of a connection. */
export interface MeteredLink {
  /** Bytes since its start, those of the handshake included. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Its last round trip, undefined before it answered a ping. */
  readonly pingMs: number | undefined;
}

export interface WireReading {
  readonly connections: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** Of those that have answered a ping. */
  readonly roundTripsMs: readonly number[];
}

export class WireMeter {
  private readonly links = new Set<MeteredLink>();
  private readonly others: (() => WireReading)[] = [];
  /** Of connections that have ended. */
  private receivedBytes = 0;
  private sentBytes = 0;

  add(link: MeteredLink): void {
    this.links.add(link);
  }

  /** What went over it stays counted. */
  remove(link: MeteredLink): void {
    if (!this.links.delete(link)) return;
    this.receivedBytes += link.bytesRead;
    this.sentBytes += link.bytesWritten;
  }

  /** Adds what is metered elsewhere. */
  include(read: () => WireReading): void {
    this.others.push(read);
  }

  read(): { connections: number; receivedBytes: number; sentBytes: number; roundTripsMs: number[] } {
    const now = { connections: this.links.size, receivedBytes: this.receivedBytes, sentBytes: this.sentBytes };
    const roundTripsMs: number[] = [];
    for (const { bytesRead, bytesWritten, pingMs } of this.links) {
      now.receivedBytes += bytesRead;
      now.sentBytes += bytesWritten;
      if (pingMs !== undefined) roundTripsMs.push(pingMs);
    }
    for (const read of this.others) {
      const other = read();
      now.connections += other.connections;
      now.receivedBytes += other.receivedBytes;
      now.sentBytes += other.sentBytes;
      roundTripsMs.push(...other.roundTripsMs);
    }
    return { ...now, roundTripsMs };
  }
}
