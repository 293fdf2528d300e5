package awsdata

import (
	_ "embed" // the tables
	"slices"
	"strings"
	"sync"
)

//go:embed principals.txt.gz
var principalsTable []byte

//go:embed curated/services.tsv
var moreServices string

//go:embed curated/deputies.tsv
var deputiesTable string

//go:embed curated/accounts.tsv
var accountsTable string

// ServicePrincipals lists the services that are known to assume roles or to be
// named in policies, sorted: those that managed policies pass roles to, and those
// that the pages of the services name.
func ServicePrincipals() []string { return slices.Clone(servicePrincipals()) }

var servicePrincipals = sync.OnceValue(func() []string {
	var out []string
	for _, table := range []string{unpack(principalsTable), moreServices} {
		for line := range rows(table) {
			out = append(out, line)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
})

// rows are the lines of a table that are no comments.
func rows(table string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimSuffix(line, "\n")
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

// Deputy is a service of which AWS documents that aws:SourceArn and
// aws:SourceAccount are there when it assumes a role.
type Deputy struct {
	Principal string
	// AsOf is when the page was read.
	AsOf, Page string
}

var deputies = sync.OnceValue(func() map[string]Deputy {
	out := map[string]Deputy{}
	for line := range rows(deputiesTable) {
		if f := strings.Split(line, "\t"); len(f) == 3 {
			out[f[0]] = Deputy{f[0], f[1], f[2]}
		}
	}
	return out
})

// DeputyOf returns what is documented of a service; false if that is nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
func DeputyOf(principal string) (Deputy, bool) {
	d, ok := deputies()[principal]
	return d, ok
}

// Owner says to whom an account belongs.
type Owner struct {
	// AWS says that it is one of AWS's own, by which a service acts.
	AWS  bool
	Name string
	// Page is the public page that says so.
	Page string
}

var owners = sync.OnceValue(func() map[string]Owner {
	out := map[string]Owner{}
	for line := range rows(accountsTable) {
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			continue
		}
		for _, id := range strings.Fields(f[3]) {
			out[id] = Owner{AWS: f[0] == "aws", Name: f[1], Page: f[2]}
		}
	}
	return out
})

// OwnerOf returns to whom an account is known to belong.
func OwnerOf(account string) (Owner, bool) {
	o, ok := owners()[account]
	return o, ok
}

// documentationAccounts are the ids that AWS's documentation writes for accounts
// that nobody has.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
var documentationAccounts = []string{
	"111122223333", "123456789012", "444455556666", "555555555555", "111111111111", "222222222222", "333333333333",
	"444444444444", "777788889999", "999999999999", "000000000000", "012345678901", "012345678910", "123456789123",
}

// IsDocumentationAccount reports whether an id stands for an account in examples.
func IsDocumentationAccount(id string) bool { return slices.Contains(documentationAccounts, id) }
