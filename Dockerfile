# Descent Lab as an image: `docker build -t descent-lab .`; see docs/deploy.md.
ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS packages
RUN python3 -m venv /opt/venv
COPY requirements.lock /tmp/requirements.lock
# pip's settings (a mirror, a company's certificates) come from outside, as the optional build secrets "pip" and "certificates".
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    --mount=type=secret,id=certificates,target=/etc/ssl/certs/ca-certificates.crt \
    /opt/venv/bin/python3 -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
        -r /tmp/requirements.lock \
    && /opt/venv/bin/python3 -m pip uninstall --yes pip

FROM ${BASE_IMAGE}
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin lab
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/descent-lab
COPY pyproject.toml ./
COPY optim_core optim_core
COPY lessons lessons
COPY app app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    STREAMLIT_SERVER_BASE_URL_PATH=""
RUN python3 -m compileall -q .
USER 10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request; base = os.environ['STREAMLIT_SERVER_BASE_URL_PATH'].strip('/'); urllib.request.urlopen(os.path.join('http://127.0.0.1:8501', base, '_stcore/health'), timeout=4)"]
CMD ["python3", "-m", "app", "--host", "0.0.0.0", "--port", "8501"]
