# syntax=docker/dockerfile:1
# One static binary and nothing else: no shell, no packages, no network needed.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -buildid=" -o /subaud ./cmd/subaud

FROM scratch
COPY --from=build /subaud /subaud
COPY LICENSE NOTICE /
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["/subaud"]
