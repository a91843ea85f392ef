# The image of `tieout`: the page is built and the package installed in the first stage, and only what runs is kept.
FROM python:3.11-slim-bookworm AS build
ENV UV_SYSTEM_CERTS=1 NODE_USE_SYSTEM_CA=1
WORKDIR /build
COPY requirements.lock ./
# uv and the tools of the build come from the lock, with their hashes.
RUN python -m venv .venv \
    && awk '/^uv==/ { on = 1 } on; on && !/\\$/ { exit }' requirements.lock > uv.txt \
    && .venv/bin/pip install --quiet --require-hashes --no-deps -r uv.txt \
    && VIRTUAL_ENV=/build/.venv .venv/bin/uv pip sync --quiet --require-hashes requirements.lock
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY ui ui
COPY src src
ENV VIRTUAL_ENV=/build/.venv PATH=/build/.venv/bin:$PATH
RUN uv build --quiet --wheel --no-build-isolation --out-dir dist \
    && python -m venv --without-pip /opt/tieout \
    && uv pip install --quiet --python /opt/tieout/bin/python --constraint requirements.lock dist/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin tieout && install -d -o tieout -m 700 /data
COPY --from=build /opt/tieout /opt/tieout
ENV PATH=/opt/tieout/bin:$PATH TIEOUT_HOME=/data
USER tieout
WORKDIR /data
VOLUME /data
EXPOSE 9300
ENTRYPOINT ["tieout"]
CMD ["serve", "--host", "0.0.0.0"]
