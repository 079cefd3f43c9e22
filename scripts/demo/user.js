function handler(ctx, input) {
  return { id: ctx.uuid(), phone: input.phone, name: input.name ?? 'dear customer' };
}
