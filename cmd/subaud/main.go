// Command subaud audits the trust between Kubernetes and the clouds.
package main

import (
	"os"

	"github.com/subaud/subaud/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}
