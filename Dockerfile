# One image for web and worker (镜像).
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN pip install --no-cache-dir uv \
 && uv venv /app \
 && uv pip install --python /app/bin/python --compile-bytecode --require-hashes -r requirements.txt \
 && uv build --wheel --out-dir /wheels \
 && uv pip install --python /app/bin/python --compile-bytecode --no-deps /wheels/*.whl

FROM python:3.11-slim
RUN useradd --system --create-home hotline && mkdir /data && chown hotline /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH HOTLINE_DATA_DIR=/data
USER hotline
VOLUME /data
EXPOSE 8000
CMD ["hotline", "serve", "--host", "0.0.0.0"]
