# Starfray in a container. The first stage builds the package as anybody would; the second holds Node and that package.
# Every option is a variable: docs/hosting.md.

FROM node:26-slim AS build
WORKDIR /src
# What is installed changes less often than the sources: it comes first, and is kept.
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npx -y pnpm@12 fetch
COPY . .
RUN npx -y pnpm@12 install --frozen-lockfile --prefer-offline
RUN npx -y pnpm@12 build

FROM node:26-slim
WORKDIR /app
COPY --from=build /src/dist/package ./
# Compiled here once, for every start: the user below may not write it.
RUN node lib/starfray.js config print > /dev/null
# A new volume takes its owner from here.
RUN install -d -o node -g node /data
ENV STARFRAY_DATA=/data
VOLUME /data
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 CMD ["node", "/app/lib/starfray.js", "health"]
# Node itself, not npx or npm: signals reach the server.
ENTRYPOINT ["node", "--disable-sigusr1", "/app/lib/starfray.js"]
CMD ["serve"]
