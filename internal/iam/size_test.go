package iam_test

import (
	"encoding/json"
	"testing"

	"github.com/subaud/subaud/internal/iam"
)

// TestSize compares with the shortest JSON of documents that are known, and with
// that of symbols gone.
func TestSize(t *testing.T) {
	for _, statements := range []string{
		`{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}`,
		`{"Effect":"Allow","Sid":"A","Principal":{"AWS":["111122223333","444455556666"],"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}`,
		`{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":["a","b"],"aws:PrincipalOrgID":"o-1"},"Bool":{"aws:SecureTransport":"true"}}},{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"NotAction":"sts:AssumeRole"}`,
	} {
		doc := `{"Statement":[` + statements + `]}`
		if !json.Valid([]byte(doc)) {
			t.Fatalf("%s is no JSON", doc)
		}
		_, tr := compile(t, doc)
		if got := iam.Size(tr); got != len(doc) {
			t.Errorf("%s has %d characters, Size says %d", doc, len(doc), got)
		}
	}
	_, tr := compile(t, `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::«account»:root"},"Action":"sts:AssumeRole"}]}`)
	if got, want := iam.Size(tr), len(`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam:::root"},"Action":"sts:AssumeRole"}]}`); got != want {
		t.Errorf("with a symbol: %d, want %d", got, want)
	}
}
