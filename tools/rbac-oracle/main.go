// Command rbac-oracle asks Kubernetes itself about RBAC: which roles the API
// server makes, and what its authorizer answers. See README.md.
package main

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "rbac-oracle:", err)
		os.Exit(1)
	}
}

func run(args []string, out, log io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("read arguments: say builtins, resources, vectors or who-can")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	seed := flags.Uint64("seed", 1, "seed of the generator")
	clusters := flags.Int("clusters", 60, "clusters of each family")
	requests := flags.Int("requests", 12, "requests to each cluster")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "builtins":
		return compress(out, func(w io.Writer) error { return json.NewEncoder(w).Encode(builtins()) })
	case "resources":
		return compress(out, func(w io.Writer) error { return resources(w, flags.Args()) })
	case "vectors":
		return compress(out, func(w io.Writer) error { return vectors(w, log, *seed, *clusters, *requests) })
	case "who-can":
		if flags.NArg() != 1 {
			return fmt.Errorf("read arguments: say which folder of manifests")
		}
		return compress(out, func(w io.Writer) error { return whoCan(w, flags.Arg(0)) })
	}
	return fmt.Errorf("read arguments: unknown command %q", args[0])
}

// compress writes the same bytes for the same input: gzip's header has no time.
func compress(out io.Writer, write func(io.Writer) error) error {
	z, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := write(z); err != nil {
		return err
	}
	return z.Close()
}
