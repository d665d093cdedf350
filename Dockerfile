# One process, no root, nothing fetched at run time. See README.md for how to run it.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements.lock tools/slim.py /tmp/
RUN pip install -r /tmp/requirements.lock && python /tmp/slim.py /usr/local/lib/python3*/site-packages

COPY app.py LICENSE ./
COPY components components
COPY services services
COPY assets assets

RUN useradd --create-home --uid 1000 imagescape && mkdir /library && chown imagescape /library
USER imagescape

# The library outlives the container; pictures are mounted read-only at /pictures.
ENV IMAGESCAPE_HOST=0.0.0.0 IMAGESCAPE_LIBRARY=/library IMAGESCAPE_ROOTS=/pictures
VOLUME /library
EXPOSE 8050
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8050/health', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "app.py"]
CMD ["serve", "--no-browser"]
