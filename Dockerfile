# The version in package.json's `node` dependency.
ARG NODE=24.21.0

FROM node:${NODE}-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY console/package.json console/prepare.cjs console/
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY build build
COPY migrations migrations
COPY schemas schemas
COPY src src
COPY console console
# The image has its own Node.js.
RUN npm run build && npm run console:build && npm prune --omit=dev && rm -rf node_modules/node node_modules/@stepgate

FROM node:${NODE}-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/console/dist console/dist
COPY package.json LICENSE ./
COPY schemas schemas
COPY rules rules
COPY scripts scripts
COPY template template
COPY ctx.d.ts ./
# The embedded database and the master key, where no other are configured.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
ENV HOST=0.0.0.0 PORT=3000
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node as process 1 gets the signals itself and shuts down in order.
CMD ["node", "dist/src/main.js", "start"]
