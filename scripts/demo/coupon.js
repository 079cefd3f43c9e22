function handler(ctx, input) {
  return { code: `WELCOME-${ctx.uuid().slice(-8).toUpperCase()}`, percent: 10, user_id: input.user_id };
}
