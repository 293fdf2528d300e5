package awsauth

import (
	"regexp"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// The lists of the ConfigMap.
const (
	MapRoles    = "mapRoles"
	MapUsers    = "mapUsers"
	MapAccounts = "mapAccounts"
)

// Outcome is what a caller becomes.
type Outcome struct {
	// In says whether the caller is let in.
	In text.Truth
	// Username and Groups are whom it is let in as; they mean nothing unless In
	// is yes.
	Username facts.Text
	Groups   facts.List
	// Entry is the entry that decided.
	Entry *facts.Mapping
}

// Resolve decides what a caller becomes by the entries of one ConfigMap, in the
// order written. The roles are asked first, whoever calls, then the users, then
// the accounts.
func Resolve(entries []*facts.Mapping, id Identity) Outcome {
	for _, list := range []string{MapRoles, MapUsers} {
		entry, truth := find(entries, list, id)
		switch truth {
		case text.Unknown:
			return Outcome{Entry: entry}
		case text.Yes:
			return render(entry, id)
		}
	}
	out := Outcome{In: text.No}
	for _, m := range entries {
		if m.List != MapAccounts || Dropped(m) {
			continue
		}
		truth := text.And(text.Equal(m.Principal, known(id.Account)), exists(m))
		if truth == text.Yes {
			return Outcome{In: text.Yes, Username: known(id.ARN), Groups: facts.List{Closed: true}, Entry: m}
		}
		if truth == text.Unknown {
			out = Outcome{Entry: m}
		}
	}
	return out
}

func known(s string) facts.Text { return text.Known(s, source.Span{}) }

func exists(m *facts.Mapping) text.Truth {
	if m.Maybe {
		return text.Unknown
	}
	return text.Yes
}

// Dropped reports whether an entry lets nobody in: the authenticator cannot
// read it, or is not asked about its ConfigMap.
func Dropped(m *facts.Mapping) bool {
	if m.Principal.Absent() || m.Principal.Is("") {
		return true
	}
	return slices.ContainsFunc(m.Faults, func(f facts.Fault) bool { return f.Code == "dropped" || f.Code == "wrong-place" })
}

// find looks for the entry of a list that a caller matches. Entries are kept by
// their key, the last of equal ones; of several keys that match, one is taken at
// random, so that the answer is unknown unless all of them say the same.
func find(entries []*facts.Mapping, list string, id Identity) (*facts.Mapping, text.Truth) {
	byKey := map[string]*facts.Mapping{}
	var first, perhaps *facts.Mapping
	for _, m := range entries {
		if m.List != list || Dropped(m) {
			continue
		}
		switch text.And(matches(m, id.ARN), exists(m)) {
		case text.Yes:
			key, _ := Key(m).Value()
			byKey[key], first = m, m
		case text.Unknown:
			perhaps = m
		}
	}
	if perhaps != nil {
		return perhaps, text.Unknown
	}
	if first == nil {
		return nil, text.No
	}
	for _, m := range byKey {
		if Same(m, first) != text.Yes {
			return first, text.Unknown
		}
	}
	return first, text.Yes
}

// Key is what an entry is kept under: the ARN, in which the case of letters
// counts for users only.
func Key(m *facts.Mapping) facts.Text {
	if m.List == MapUsers {
		return m.Principal
	}
	return fold(m.Principal)
}

// fold lowers the letters of what is known of a text.
func fold(t facts.Text) facts.Text {
	if t.Absent() {
		return t
	}
	parts := slices.Clone(t.Parts())
	for i := range parts {
		parts[i].Lit = strings.ToLower(parts[i].Lit)
	}
	return text.Join(t.At, parts...)
}

// Same decides whether two entries give the same user and groups.
func Same(a, b *facts.Mapping) text.Truth {
	if a.Username.Absent() != b.Username.Absent() {
		return text.No
	}
	out := text.Yes
	if !a.Username.Absent() {
		out = text.Equal(a.Username, b.Username)
	}
	return text.And(out, within(a.Groups, b.Groups), within(b.Groups, a.Groups))
}

// within decides whether a list of groups is part of another.
func within(a, b facts.List) text.Truth {
	out := text.Yes
	if !a.Closed {
		out = text.Unknown
	}
	for _, t := range a.Items {
		in := text.No
		if !b.Closed {
			in = text.Unknown
		}
		for _, u := range b.Items {
			in = text.Or(in, text.Equal(t, u))
		}
		out = text.And(out, in)
	}
	return out
}

// matches decides whether an entry speaks of an ARN. Versions after 0.7.8 know
// wildcards in those of roles; which version a cluster has is not known.
func matches(m *facts.Mapping, arn string) text.Truth {
	v, ok := m.Principal.Value()
	switch {
	case !ok && m.List == MapRoles && wildcard(m.Principal):
		return text.Unknown
	case !ok:
		return text.Equal(fold(m.Principal), known(strings.ToLower(arn)))
	case m.List == MapRoles && strings.ContainsAny(v, "*?"):
		if like(strings.ToLower(v), strings.ToLower(arn)) {
			return text.Unknown
		}
		return text.No
	}
	return text.TruthOf(strings.EqualFold(v, arn))
}

// wildcard reports whether the known parts of a text hold a wildcard.
func wildcard(t facts.Text) bool {
	return slices.ContainsFunc(t.Parts(), func(p text.Part) bool { return strings.ContainsAny(p.Lit, "*?") })
}

// like compares the six fields of ARNs one by one. A question mark stands for
// one character or none.
// https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.7.8/pkg/arn/arnlike.go
func like(pattern, arn string) bool {
	p, a := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	if len(p) != 6 || len(a) != 6 || p[0] != "arn" {
		return false
	}
	for i := range p {
		e := strings.NewReplacer(`\*`, ".*", `\?`, ".?").Replace(regexp.QuoteMeta(p[i]))
		if r, err := regexp.Compile("^" + e + "$"); err != nil || !r.MatchString(a[i]) {
			return false
		}
	}
	return true
}
