/** A WebSocket that is open, as who talks over it sees it. */
export interface MessageSocket {
  /** As JSON; a reader that does not keep up is disconnected. */
  send(message: object): void;
  close(code: number, reason?: string): void;
  onMessage(take: (text: string) => void): void;
  onClose(act: () => void): void;
}

/** Close codes (RFC 6455). */
export const CLOSE = { normal: 1000, goingAway: 1001, refused: 1008 } as const;
