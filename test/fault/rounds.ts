/** How often a test does what it does: FAULT_ROUNDS, or a few times. */
export function rounds(few: number): number {
  return Number(process.env.FAULT_ROUNDS ?? few);
}
