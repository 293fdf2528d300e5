package awsauth_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/awsauth"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

// vector is a case of tools/aws-auth-oracle.
type vector struct {
	Family string            `json:"family"`
	Data   map[string]string `json:"data"`
	Caller struct {
		ARN     string `json:"arn"`
		Account string `json:"account"`
		UserID  string `json:"userid"`
		Key     string `json:"key"`
	} `json:"caller"`
	Want struct {
		In       bool     `json:"in"`
		Username string   `json:"username"`
		Groups   []string `json:"groups"`
		Random   bool     `json:"random"`
	} `json:"want"`
}

// TestAuthenticator compares the reading with what the authenticator itself said
// of each case. An answer that it gives at random has to be unknown here.
func TestAuthenticator(t *testing.T) {
	type row struct{ cases, in, random, undecided, disagree int }
	table := map[string]*row{}
	for _, v := range vectors(t) {
		r := table[v.Family]
		if r == nil {
			r = &row{}
			table[v.Family] = r
		}
		r.cases++
		if v.Want.In {
			r.in++
		}
		if v.Want.Random {
			r.random++
		}
		got := ours(t, v)
		switch {
		case got.In == text.Unknown && !v.Want.Random:
			r.undecided++
			if !strings.ContainsAny(v.Data["mapRoles"], "*?") { // a wildcard, which newer versions know
				t.Errorf("%s: %q\nit is not known what %s becomes, and the authenticator says %+v", v.Family, v.Data, v.Caller.ARN, v.Want)
			}
		case got.In != text.Unknown && (v.Want.Random || !agrees(v, got)):
			r.disagree++
			t.Errorf("%s: %q\n%s becomes %s, user %s, groups %s; want %+v", v.Family, v.Data, v.Caller.ARN, got.In, got.Username, names(got.Groups), v.Want)
		}
	}
	families := 0
	for name, r := range table {
		t.Logf("| %s | %d | %d | %d | %d | %d |", name, r.cases, r.in, r.random, r.undecided, r.disagree)
		families++
		if r.cases < 100 || r.in == 0 || r.undecided*2 > r.cases {
			t.Errorf("%s shows too little: %+v", name, *r)
		}
	}
	if families < 10 {
		t.Errorf("there are %d families", families)
	}
}

func vectors(t *testing.T) []vector {
	t.Helper()
	f, err := os.Open("testdata/authenticator.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []vector
	scan := bufio.NewScanner(z)
	for scan.Scan() {
		var v vector
		if err := json.Unmarshal(scan.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// ours reads the ConfigMap from the bytes of a manifest on.
func ours(t *testing.T, v vector) awsauth.Outcome {
	t.Helper()
	manifest, err := json.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]string{"name": "aws-auth", "namespace": "kube-system"}, "data": v.Data,
	})
	if err != nil {
		t.Fatal(err)
	}
	docs, faults := yamlpos.Parse(source.NewFile("aws-auth.json", manifest), yamlpos.Options{})
	if len(faults) > 0 || len(docs) != 1 {
		t.Fatalf("%s: %v", manifest, faults)
	}
	id, ok := awsauth.Identify(awsauth.Caller{ARN: v.Caller.ARN, Account: v.Caller.Account, UserID: v.Caller.UserID, AccessKeyID: v.Caller.Key})
	if !ok {
		return awsauth.Outcome{In: text.No}
	}
	id.PrivateDNS = func(instance string) (string, bool) {
		return "ip-10-0-0-1.eu-west-1.compute.internal", instance != "i-00000000"
	}
	return awsauth.Resolve(kube.Read(docs[0].Root, kube.Options{}).Mappings, id)
}

func agrees(v vector, got awsauth.Outcome) bool {
	if got.In == text.No || !v.Want.In {
		return (got.In == text.Yes) == v.Want.In
	}
	return got.Username.Is(v.Want.Username) && got.Groups.Closed && slices.Equal(names(got.Groups), v.Want.Groups)
}

func names(l facts.List) []string {
	var out []string
	for _, t := range l.Items {
		out = append(out, t.String())
	}
	return out
}
