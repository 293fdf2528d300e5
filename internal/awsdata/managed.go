package awsdata

import (
	_ "embed" // the table
	"path"
	"strings"
	"sync"
)

//go:embed policies.txt.gz
var policiesTable []byte

// Managed is a policy that AWS keeps.
type Managed struct {
	// Path is what follows policy/ in its ARN: a path, if it has one, and a name.
	Path string
	// Document is the policy in JSON where it may give its holder more than it
	// says; empty for the other policies, whose documents are not kept.
	Document string
	// Looks says that all that it allows is reading and listing, by the access
	// levels of the table of services. It is false where the document is kept.
	Looks bool
}

// policies maps each name, without path, to the policies that have it.
var policies = sync.OnceValue(func() map[string][]Managed {
	out := map[string][]Managed{}
	for line := range strings.Lines(unpack(policiesTable)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		p, document, _ := strings.Cut(line, "\t")
		name := path.Base(p)
		m := Managed{Path: p, Document: document}
		if document == "R" {
			m.Document, m.Looks = "", true
		}
		out[name] = append(out[name], m)
	}
	return out
})

// ManagedOf returns the policy of AWS with this path and name. Others are the
// paths of policies with the same name.
func ManagedOf(pathAndName string) (m Managed, others []string, found bool) {
	for _, p := range policies()[path.Base(pathAndName)] {
		if p.Path == pathAndName {
			m, found = p, true
			continue
		}
		others = append(others, p.Path)
	}
	return m, others, found
}

// ManagedNames lists the names of all policies, without their paths.
func ManagedNames() []string {
	var out []string
	for name := range policies() {
		out = append(out, name)
	}
	return out
}
