# One image; the command picks the role: web (the default), worker, wire, sweeper, or prepare once per release.
FROM python:3.13-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/requirements.lock
RUN /opt/venv/bin/python -m pip install --no-deps --require-hashes -r /tmp/requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000 STUDIO_VAR=/var/lib/storyreel
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/storyreel storyreel
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY studio studio
COPY projects projects
COPY templates templates
COPY static static
RUN python -m compileall -q projects studio
USER storyreel
VOLUME /var/lib/storyreel
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK NONE
ENTRYPOINT ["python", "-m", "studio.roles"]
CMD ["web"]
