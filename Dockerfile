# One image for every process; the command says which. Nothing in it is for development, apart from
# the sign-in sandbox, which refuses to start in production.

FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        --requirement /requirements.lock \
    && /opt/venv/bin/pip uninstall --yes --quiet pip setuptools

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY shared shared
COPY services services
COPY gateway gateway
# Compiled here, because the running container can write nowhere.
RUN python -m compileall -q shared services gateway \
    && printf '#!/bin/sh\nexec python -m services.operations "$@"\n' > /usr/local/bin/langnghe \
    && chmod 755 /usr/local/bin/langnghe \
    && install -d -m 700 -o 10001 -g 10001 /backups /announcements
USER 10001:10001
EXPOSE 8080
CMD ["uvicorn", "gateway.app:create_app", "--factory", "--host", "0.0.0.0", "--port", "8080", \
     "--lifespan", "on", "--ws", "none", "--no-access-log", "--no-server-header", \
     "--no-proxy-headers", "--http", "gateway.connections:PatientProtocol", \
     "--timeout-keep-alive", "30", "--timeout-graceful-shutdown", "20"]
