// Command iam-oracle writes random IAM condition blocks and requests with what
// internal/iam makes of them, to be compared with an independent simulator, and
// picks of the compared ones those that the ordinary tests replay. See README.md.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"

	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// vector is a case: a condition block, the context of a request, and whether the
// block matches, by us and by the simulator.
type vector struct {
	Family  string                         `json:"family"`
	Block   map[string]map[string][]string `json:"block"`
	Context map[string][]string            `json:"context"`
	// Ours is match, no-match or undecided.
	Ours   string `json:"ours,omitempty"`
	Theirs string `json:"theirs,omitempty"`
}

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "iam-oracle:", err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) == 0 {
		return errors.New("want generate or pick")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	count := flags.Int("n", 24_000, "how many cases")
	seed := flags.Uint64("seed", 1, "of the random numbers")
	limit := flags.Int("bytes", 390_000, "the size of what pick writes")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	switch args[0] {
	case "generate":
		if err := generate(w, *count, *seed); err != nil {
			return err
		}
	case "pick":
		if err := pick(in, w, *limit); err != nil {
			return err
		}
	default:
		return fmt.Errorf("unknown command %s: want generate or pick", args[0])
	}
	return w.Flush()
}

func generate(w io.Writer, count int, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 42))
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range count {
		v := families[i%len(families)].random(r)
		decision, err := ours(v)
		if err != nil {
			return err
		}
		v.Ours = decision
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("write case: %w", err)
		}
	}
	return nil
}

// ours evaluates a case with internal/iam, from the bytes of a policy on.
func ours(v vector) (string, error) {
	block, err := json.Marshal(v.Block)
	if err != nil {
		return "", fmt.Errorf("write block: %w", err)
	}
	policy := `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":` + string(block) + `}]}`
	f := source.NewFile("policy.json", []byte(policy))
	n := &text.Node{Kind: text.String, Text: text.Known(policy, f.Whole()), At: f.Whole(), View: func() *source.File { return f }}
	doc := iam.Read(n, iam.Options{Position: "trust"})
	if len(doc.Problems) > 0 {
		return "", fmt.Errorf("read %s: %s", policy, doc.Problems[0].Message)
	}
	d := iam.Evaluate(doc.Statements, iam.Request{Action: "sts:AssumeRole", PrincipalType: "AWS", Principal: "arn:aws:iam::111122223333:role/r", Context: lower(v.Context)}, nil)
	return map[iam.Decision]string{iam.Allowed: "match", iam.Denied: "no-match", iam.Undecided: "undecided"}[d], nil
}

// pick writes compared cases, of each family as many, until the size is reached.
func pick(in io.Reader, w io.Writer, limit int) error {
	byFamily := map[string][][]byte{}
	scan := bufio.NewScanner(in)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var v vector
		if err := json.Unmarshal(scan.Bytes(), &v); err != nil {
			return fmt.Errorf("read case: %w", err)
		}
		if v.Ours == "undecided" || v.Ours != v.Theirs {
			continue
		}
		line, err := marshal(stored{v.Family, v.Block, v.Context, v.Theirs == "match"})
		if err != nil {
			return err
		}
		byFamily[v.Family] = append(byFamily[v.Family], line)
	}
	if err := scan.Err(); err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	for i := 0; limit > 0; i++ {
		wrote := false
		for _, f := range families {
			if lines := byFamily[f.name]; i < len(lines) && len(lines[i]) <= limit {
				limit -= len(lines[i])
				wrote = true
				if _, err := w.Write(lines[i]); err != nil {
					return fmt.Errorf("write case: %w", err)
				}
			}
		}
		if !wrote {
			break
		}
	}
	return nil
}

// stored is a case as the tests read it, with short names since there are many.
type stored struct {
	Family  string                         `json:"f"`
	Block   map[string]map[string][]string `json:"b"`
	Context map[string][]string            `json:"c"`
	Matches bool                           `json:"m"`
}

func marshal(v stored) ([]byte, error) {
	line, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write case: %w", err)
	}
	return append(line, '\n'), nil
}
