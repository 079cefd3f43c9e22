function handler(ctx, input) {
  ctx.log.info('a message of', input.text.length, 'characters');
  return { id: ctx.uuid(), parts: Math.ceil(input.text.length / 160) };
}
