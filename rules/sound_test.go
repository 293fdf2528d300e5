package rules_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules"
)

// draft is a statement before its unknowns are decided: words with ${symbols},
// actions that may be missing (a leading "?"), a list that may go on ("...").
type draft struct {
	effect, sid string
	actions     []string
	flag        string // "true", "false" or "${flag}"
}

func drawDraft(r *rand.Rand) draft {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	d := draft{effect: pick("Allow", "Deny", "${effect}"), sid: pick("a", "${sid}", "x${sid}"), flag: pick("true", "false", "${flag}")}
	for range r.IntN(4) {
		d.actions = append(d.actions, pick("s3:Get", "s3:Put", "s3:*", "s3:${verb}", "${action}", "?s3:Put"))
	}
	if r.IntN(4) == 0 {
		d.actions = append(d.actions, "...")
	}
	return d
}

// fact makes the fact as it is written.
func (d draft) fact() facts.Fact {
	p := newPaper()
	st := facts.Statement{Effect: p.text(d.effect), Sid: p.text(d.sid), Actions: facts.List{Present: true, Closed: true}}
	st.Base = facts.Base{ID: "statement:s", Address: "s", At: p.at()}
	st.HasResource = facts.Flag{Present: true, Truth: map[string]text.Truth{"true": text.Yes, "false": text.No}[d.flag], Why: "flag"}
	// A condition can say that it may be missing ("?"), an action cannot; those
	// that turned out to be there ("!") stand among the conditions alone, what
	// an open list turned out to hold ("+") among the actions alone.
	for _, a := range d.actions {
		if name, ok := strings.CutPrefix(a, "?"); ok {
			st.Conditions = append(st.Conditions, facts.Condition{Key: p.text(name), Maybe: true})
		} else if name, ok := strings.CutPrefix(a, "!"); ok {
			st.Conditions = append(st.Conditions, facts.Condition{Key: p.text(name)})
		} else if name, ok := strings.CutPrefix(a, "+"); ok {
			st.Actions.Items = append(st.Actions.Items, p.text(name))
		} else if a == "..." {
			st.Actions.Closed = false
		} else {
			st.Actions.Items = append(st.Actions.Items, p.text(a))
			st.Conditions = append(st.Conditions, facts.Condition{Key: p.text(a)})
		}
	}
	return &st
}

// decide draws one world in which nothing is unknown.
func (d draft) decide(r *rand.Rand) draft {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	replace := strings.NewReplacer(
		"${effect}", pick("Allow", "Deny"), "${sid}", pick("a", "", "xa"), "${flag}", pick("true", "false"),
		"${verb}", pick("Get", "Put", "*", ""), "${action}", pick("s3:Get", "s3:Put", "iam:*", ""))
	out := draft{effect: replace.Replace(d.effect), sid: replace.Replace(d.sid), flag: replace.Replace(d.flag)}
	for _, a := range d.actions {
		name, maybe := strings.CutPrefix(a, "?")
		switch {
		case a == "...":
			for range r.IntN(3) {
				out.actions = append(out.actions, "+"+pick("s3:Get", "s3:Put", "iam:*"))
			}
		case !maybe:
			out.actions = append(out.actions, replace.Replace(name))
		case r.IntN(2) == 0:
			out.actions = append(out.actions, "!"+name)
		}
	}
	return out
}

// soundPolicies use every form that the law allows.
const soundPolicies = `finding contains {"at": input.at, "message": "positive"} if {
	subaud.must_equal(input.effect, "Allow")
	some a in input.actions.items
	subaud.must_match(a, "s3:*")
	subaud.must_hold(input.has_resource)
}

finding contains {"at": input.at, "message": "negated"} if {
	not subaud.may_equal(input.effect, "Allow")
	not subaud.may_include(input.actions, "s3:Put")
}

finding contains {"at": input.at, "message": "helpers"} if {
	must_be_plain(input)
	not may_write(input)
}

finding contains {"at": input.at, "message": "all"} if {
	not may_deviate(input)
	not may_be_limited(input)
	not subaud.may_hold(input.has_resource)
}

must_be_plain(st) if {
	subaud.must_equal(st.sid, "a")
}

must_be_plain(st) if {
	some c in st.conditions
	subaud.must_equal(c.key, "s3:Get")
}

must_be_plain(st) if {
	some c in st.conditions
	subaud.must_equal(c.key, "s3:Put")
}

may_write(st) if {
	some a in st.actions.items
	subaud.may_match(a, "*Put")
}

may_deviate(st) if {
	some a in st.actions.items
	not must_be_of_storage(a)
}

may_be_limited(st) if {
	some c in st.conditions
	subaud.may_match(c.key, "*:Put")
}

must_be_of_storage(a) if subaud.must_match(a, "s3:*")
`

// TestSound is the contract of the three values: what is found about a fact
// with unknowns is found in every world that the unknowns allow, and what is
// found in some world is found, or said to be undecided.
func TestSound(t *testing.T) {
	set, err := rules.Load(rules.TextBuiltins(), rules.Source{Name: "own", FS: policy(soundPolicies)})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	counts := map[string]int{}
	for range 500 {
		d := drawDraft(r)
		sure, open := messages(t, set, d.fact())
		for range 4 {
			world := d.decide(r)
			found, unsure := messages(t, set, world.fact())
			if len(unsure) > 0 {
				t.Fatalf("%+v has no unknowns, but %v is undecided", world, unsure)
			}
			for _, m := range sure {
				if !slices.Contains(found, m) {
					t.Fatalf("%q was found in\n%+v\nbut not in its world\n%+v", m, d, world)
				}
			}
			for _, m := range found {
				if !slices.Contains(sure, m) && len(open) == 0 {
					t.Fatalf("%q was found in\n%+v\nbut nothing was said about\n%+v", m, world, d)
				}
			}
		}
		for _, m := range sure {
			counts["sure "+m]++
		}
		if len(open) > 0 {
			counts["open"]++
		}
	}
	for _, want := range []string{"sure positive", "sure negated", "sure helpers", "sure all", "open"} {
		if counts[want] < 10 {
			t.Errorf("too few cases of %q to mean anything: %v", want, slices.Sorted(maps.Keys(counts)))
		}
	}
}

// messages gives what was found and what was left open, severities aside.
func messages(t *testing.T, set *rules.Set, f facts.Fact) (sure, open []string) {
	t.Helper()
	b := &facts.Bundle{}
	b.Add(f)
	r, err := set.Eval(context.Background(), link.Link(b, link.Options{}), rules.Options{Jobs: 1})
	if err != nil || len(r.Problems) > 0 {
		t.Fatal(err, fmt.Sprint(r.Problems))
	}
	for _, f := range r.Findings {
		sure = append(sure, f.Message)
	}
	for _, u := range r.Undecided {
		open = append(open, u.Message)
	}
	return sure, open
}
