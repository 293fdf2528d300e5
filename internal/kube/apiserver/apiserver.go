// Package apiserver reads what an API server or a kubelet is started with: the
// words of its command line, wherever they are written.
//
// https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
package apiserver

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/near"
	"github.com/subaud/subaud/internal/text"
)

// flags lists the names of the server's flags, one a line.
//
//go:embed flags.txt
var flags string

// removed are flags that the server had once, with the release that took them
// away.
// https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.19.md
// https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.24.md
var removed = map[string]string{
	"basic-auth-file": "1.19", "insecure-port": "1.24", "insecure-bind-address": "1.24", "port": "1.24", "address": "1.24",
	"kubelet-https": "1.22", "kubelet-port": "", "kubelet-read-only-port": "", "service-account-api-audiences": "",
	"repair-malformed-updates": "", "target-ram-mb": "1.24", "master-service-namespace": "1.33", "cloud-provider": "1.33",
	"cloud-config": "1.33", "enable-swagger-ui": "", "experimental-encryption-provider-config": "", "tls-ca-file": "",
	"ssh-keyfile": "", "ssh-user": "", "experimental-keystone-url": "", "experimental-keystone-ca-file": "",
}

// known are the names of flags, present and past.
var known = sync.OnceValue(func() []string {
	var out []string
	for line := range strings.Lines(flags) {
		if name := strings.TrimSpace(line); name != "" && name[0] != '#' {
			out = append(out, name)
		}
	}
	for name := range removed {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
})

// Removed returns the release that took a flag away; empty if it is there, or
// nobody knows.
func Removed(name string) string { return removed[name] }

// Codes of faults.
const (
	// Spaced: spaces stand around the equals sign, so that the flag has no value
	// and the value is a word of its own.
	Spaced = "spaced"
	// Unknown: there is no such flag, and one whose name is close.
	Unknown = "unknown-flag"
)

// Read takes apart the words of a command line behind the program's name:
// --name=value, --name value, --name. What is written with spaces around the
// equals sign is a setting that is meant, and a fault. Words that are no flags
// are passed over.
func Read(words []facts.Text) (settings []facts.Entry, faults []facts.Fault) {
	for i := 0; i < len(words); i++ {
		flag, ok := cutDashes(words[i])
		if !ok {
			continue
		}
		first := i
		e, spaced := setting(flag, words[i])
		if e.Value.Absent() && !spaced {
			i, spaced = follow(&e, words, i)
		}
		name, isKnown := e.Key.Value()
		switch {
		case spaced:
			message := "it has a space in it, so that the server finds no such flag"
			if i > first {
				message = "a space stands before the equals sign, which the server takes for the value"
			}
			faults = append(faults, facts.Fault{Code: Spaced, Element: name, At: words[first].At, Message: message})
		case isKnown && len(settings) < maxChecked && meant(name) != "":
			faults = append(faults, facts.Fault{Code: Unknown, Element: name, At: words[first].At,
				Message: "there is no such flag; --" + meant(name) + " is probably meant"})
		}
		settings = append(settings, e)
	}
	return settings, faults
}

// cutDashes returns what stands behind the dashes of a flag.
func cutDashes(word facts.Text) (facts.Text, bool) {
	if rest, ok := word.CutPrefix("--"); ok && !rest.Is("") {
		return rest, true
	}
	return facts.Text{}, false
}

// setting splits a word at its first equals sign. Spaces beside it are within
// one word where the words were not split, as in a list of YAML.
func setting(flag, word facts.Text) (e facts.Entry, spaced bool) {
	e = facts.Entry{Key: flag, At: word.At}
	for i, p := range flag.Parts() {
		before, after, ok := strings.Cut(p.Lit, "=")
		if p.Sym != nil || !ok {
			continue
		}
		key := append(slices.Clone(flag.Parts()[:i]), text.Part{Lit: before})
		value := append([]text.Part{{Lit: after}}, flag.Parts()[i+1:]...)
		e.Key, e.Value = text.Join(flag.At, key...), text.Join(word.At, value...)
		break
	}
	key, keyKnown := e.Key.Value()
	trimmed := strings.TrimSpace(key)
	if keyKnown && trimmed != key {
		e.Key = text.Known(trimmed, e.Key.At)
		spaced = !e.Value.Absent()
	}
	if value, ok := e.Value.Value(); ok && value != strings.TrimSpace(value) {
		e.Value = text.Known(strings.TrimSpace(value), e.Value.At)
		spaced = true
	}
	if e.Value.Absent() && keyKnown && strings.ContainsAny(trimmed, " \t") { // "--name value" in one word
		name, value, _ := strings.Cut(trimmed, " ")
		e.Key, e.Value = text.Known(name, e.Key.At), text.Known(strings.TrimSpace(value), word.At)
		spaced = true
	}
	return e, spaced
}

// follow takes the value of a flag from the words behind it, and returns the
// last word that it took.
func follow(e *facts.Entry, words []facts.Text, i int) (last int, spaced bool) {
	if i+1 >= len(words) {
		e.Value = text.Known("true", e.At)
		return i, false
	}
	next := words[i+1]
	if rest, ok := next.CutPrefix("="); ok { // --name = value, --name =value
		switch {
		case !rest.Is(""):
			e.Value = rest
			return i + 1, true
		case i+2 < len(words):
			e.Value = words[i+2]
			return i + 2, true
		}
		return i + 1, true
	}
	if _, isFlag := cutDashes(next); isFlag {
		e.Value = text.Known("true", e.At)
		return i, false
	}
	e.Value = next
	return i + 1, false
}

const (
	// maxDistance is how many letters a slip of the pen changes.
	maxDistance = 2
	// maxChecked bounds the flags whose names are looked at; the server has some
	// two hundred.
	maxChecked = 1000
)

// meant is the flag that a name is close to and that it is not; empty if the name
// is a flag or far from all of them.
func meant(name string) string {
	if _, isFlag := slices.BinarySearch(known(), name); isFlag || len(name) < 6 {
		return ""
	}
	normal := strings.ReplaceAll(strings.ToLower(name), "_", "-")
	if _, isFlag := slices.BinarySearch(known(), normal); isFlag && normal == strings.ToLower(name) {
		return normal
	} else if isFlag {
		return "" // the server takes underscores for dashes
	}
	for _, c := range known() {
		if abs(len(name)-len(c)) <= maxDistance && near.Distance(name, c) <= maxDistance {
			return c
		}
	}
	return ""
}

func abs(n int) int { return max(n, -n) }
