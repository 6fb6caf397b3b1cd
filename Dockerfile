# Linac in a container, of a release tarball (scripts/release). In the folder that it unpacks to:
#   docker build -t linac .
#   docker run --rm -v "$PWD:/work" linac bench
# Gleam and Erlang are not in it: `linac bench` takes what gleam build has left, and compares with an
# Erlang where there is one (add them with a FROM of your own).
FROM debian:12-slim
COPY bin/linac /usr/local/bin/linac
WORKDIR /work
ENTRYPOINT ["linac"]
CMD ["--help"]
