// Command console-oracle asks a real console what expressions give, and stores
// the answers as vectors that the tests of the evaluator read:
//
//	console-oracle [-console "tofu console"] expressions.txt > vectors.json
//
// The console runs in an empty folder, so that nothing but its own functions is
// in reach.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// vector is one answer: JSON, or an error.
type vector struct {
	Expression string          `json:"expression"`
	JSON       json.RawMessage `json:"json,omitempty"`
	Error      bool            `json:"error,omitempty"`
}

func main() {
	console := flag.String("console", "tofu console", "the command to ask")
	flag.Parse()
	if err := run(*console, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "console-oracle:", err)
		os.Exit(1)
	}
}

func run(console, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read expressions: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	dir, err := os.MkdirTemp("", "console")
	if err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // the answers do not depend on it
	var out []vector
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if expression := strings.TrimSpace(lines.Text()); expression != "" {
			out = append(out, ask(strings.Fields(console), dir, expression))
		}
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("write vectors: %w", err)
	}
	return nil
}

var answer = regexp.MustCompile(`(?m)^"([A-Za-z0-9+/=]*)"$`)

// ask wraps the expression so that the answer is on one line whatever it holds.
func ask(console []string, dir, expression string) vector {
	cmd := exec.Command(console[0], console[1:]...)
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader("base64encode(jsonencode(" + expression + "))\n")
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	if err := cmd.Run(); err != nil {
		return vector{Expression: expression, Error: true}
	}
	found := answer.FindSubmatch(stdout.Bytes())
	if found == nil {
		return vector{Expression: expression, Error: true}
	}
	text, err := base64.StdEncoding.DecodeString(string(found[1]))
	if err != nil || !json.Valid(text) {
		return vector{Expression: expression, Error: true}
	}
	return vector{Expression: expression, JSON: text}
}
