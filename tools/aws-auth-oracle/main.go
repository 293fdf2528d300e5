// Command aws-auth-oracle writes random aws-auth ConfigMaps and callers with
// what the real authenticator makes of them. See README.md.
package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"

	"github.com/sirupsen/logrus"
)

// vector is a case: the data of a ConfigMap, a caller, and what it becomes.
type vector struct {
	Family string            `json:"family"`
	Data   map[string]string `json:"data"`
	Caller caller            `json:"caller"`
	Want   outcome           `json:"want"`
}

// caller is what STS says of one, and the access key id of its token.
type caller struct {
	ARN         string `json:"arn"`
	Account     string `json:"account"`
	UserID      string `json:"userid"`
	AccessKeyID string `json:"key,omitempty"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "aws-auth-oracle:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("aws-auth-oracle", flag.ContinueOnError)
	count := flags.Int("n", 3900, "how many cases")
	seed := flags.Uint64("seed", 1, "of the random numbers")
	out := flags.String("o", "", "the file to write, gzipped JSON lines")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *out == "" {
		return errors.New("want -o FILE")
	}
	logrus.SetOutput(io.Discard)
	f, err := os.Create(*out)
	if err != nil {
		return err
	}
	z := gzip.NewWriter(f)
	if err := generate(z, *count, *seed); err != nil {
		return err
	}
	return errors.Join(z.Close(), f.Close())
}

func generate(w io.Writer, count int, seed uint64) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	let := map[string]int{}
	for i := range count {
		family := families[i%len(families)]
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		g := &generator{Rand: r}
		v := vector{Family: family.name}
		v.Data, v.Caller = family.random(g)
		v.Want = theirs(v.Data, v.Caller)
		if v.Want.In {
			let[family.name]++
		}
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("write case: %w", err)
		}
	}
	for _, f := range families {
		fmt.Printf("%-12s %4d let in\n", f.name, let[f.name])
	}
	return nil
}
