// What went over the sockets of the process, and how far away its peers are; read when somebody asks.

/** What is read of a connection. */
export interface MeteredLink {
  /** Bytes since its start, those of the handshake included. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Its last round trip, undefined before it answered a ping. */
  readonly pingMs: number | undefined;
}

export class WireMeter {
  private readonly links = new Set<MeteredLink>();
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

  read(): { connections: number; receivedBytes: number; sentBytes: number; roundTripsMs: number[] } {
    const now = { connections: this.links.size, receivedBytes: this.receivedBytes, sentBytes: this.sentBytes };
    const roundTripsMs: number[] = [];
    for (const { bytesRead, bytesWritten, pingMs } of this.links) {
      now.receivedBytes += bytesRead;
      now.sentBytes += bytesWritten;
      if (pingMs !== undefined) roundTripsMs.push(pingMs);
    }
    return { ...now, roundTripsMs };
  }
}
