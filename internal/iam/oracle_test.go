package iam_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// TestConditionsAgreeWithAnotherSimulator replays random conditions with what an
// independent simulator says of them (tools/iam-oracle). Both our evaluators are
// asked: Evaluate must agree, and the sets must not contradict.
func TestConditionsAgreeWithAnotherSimulator(t *testing.T) {
	const host = "issuer.example.com/x"
	f, err := os.Open("testdata/conditions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	families := map[string]int{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c struct {
			Family  string              `json:"f"`
			Block   json.RawMessage     `json:"b"`
			Context map[string][]string `json:"c"`
			Matches bool                `json:"m"`
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		families[c.Family]++
		doc := document(t, web(host, string(c.Block)))
		context, single := map[string][]string{}, map[string]string{}
		for key, values := range c.Context {
			context[strings.ToLower(key)] = values
			single[strings.ToLower(key)] = values[0]
		}
		got := iam.Evaluate(doc.Statements, iam.Request{
			Action: "sts:AssumeRoleWithWebIdentity", PrincipalType: "Federated",
			Principal: "arn:aws:iam::111122223333:oidc-provider/" + host, Context: context,
		}, nil)
		if (got == iam.Allowed) != c.Matches || got == iam.Undecided {
			t.Errorf("%s with %v: %v, the simulator says %v", c.Block, c.Context, got, c.Matches)
		}
		if len(single) < total(context) {
			continue // the sets are about single values
		}
		tr := iam.NewTrust(facts.Base{ID: "trust:t"}, facts.Text{}, doc)
		lower, upper := iam.Compile(tr, iam.Env{}).LetsIn(tr.Ways[0].ID, single)
		if lower == text.Yes && !c.Matches || upper == text.No && c.Matches {
			t.Errorf("%s with %v: sets say %v to %v, the simulator %v", c.Block, c.Context, lower, upper, c.Matches)
		}
	}
	for _, name := range []string{"string", "arn", "numeric", "date", "bool", "ip", "null", "several", "variables"} {
		if families[name] < 100 {
			t.Errorf("only %d conditions of the family %s", families[name], name)
		}
	}
}

func total(context map[string][]string) int {
	n := 0
	for _, values := range context {
		n += len(values)
	}
	return n
}
