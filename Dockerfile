# The action's image: one static binary and the certificates of public authorities, nothing else. No shell, no git, no
# package manager. There is no USER and no WORKDIR: the runner mounts the workspace and the files for outputs and
# summaries as root, and sets the working directory itself.

# Dependabot raises this tag; a release pins what comes out of it, by digest.
FROM rust:1.95-bookworm AS build

# musl: a static binary with musl, or no image. Empty: the same, but where the musl target cannot be downloaded, a binary
# that is linked statically with glibc, so that an image can be built offline. A release says musl.
ARG LIBC=

WORKDIR /build
COPY . .

# The target is the machine's own, so that each platform builds natively (or under emulation), never across.
# hadolint ignore=DL3008
RUN set -eu; \
    target="$(uname -m)-unknown-linux-musl"; \
    if rustup target add "$target"; then \
        apt-get update; \
        apt-get install --yes --no-install-recommends musl-tools; \
        rm -rf /var/lib/apt/lists/*; \
    elif [ "$LIBC" = musl ]; then \
        exit 1; \
    else \
        echo "warning: no musl target here; linking statically with glibc" >&2; \
        target="$(uname -m)-unknown-linux-gnu"; \
        export RUSTFLAGS="-C target-feature=+crt-static"; \
    fi; \
    cargo build --locked --release --bin modelward --target "$target"; \
    cp "target/$target/release/modelward" /modelward; \
    /modelward --version

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /modelward /modelward
ENTRYPOINT ["/modelward"]
CMD ["review"]
