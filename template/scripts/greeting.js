/**
 * Runs in the sandbox: `input` is what the rule says, and what it returns is the component's output.
 * @param {import('../ctx.js').PlainCtx} ctx
 * @param {{ name: string, times: number }} input
 */
function handler(ctx, input) {
  return { text: Array.from({ length: input.times }, () => `Hello, ${input.name}!`).join(' ') };
}
