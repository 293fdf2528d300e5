package awsdata_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/awsdata"
)

func TestPrincipalTablesAreWhole(t *testing.T) {
	form := regexp.MustCompile(`^[a-z0-9.-]+\.amazon(aws)?\.com$`)
	names := awsdata.ServicePrincipals()
	if len(names) < 400 {
		t.Errorf("there are %d service principals", len(names))
	}
	deputies := 0
	for _, n := range names {
		if !form.MatchString(n) {
			t.Errorf("%q is no service principal", n)
		}
		d, ok := awsdata.DeputyOf(n)
		if ok {
			deputies++
		}
		if ok && (d.AsOf == "" || !strings.HasPrefix(d.Page, "https://docs.aws.amazon.com/")) {
			t.Errorf("%s has no source: %+v", n, d)
		}
	}
	if deputies < 30 {
		t.Errorf("only %d of the services that send aws:SourceArn are among the principals", deputies)
	}
	for _, n := range []string{"ec2.amazonaws.com", "lambda.amazonaws.com", "pods.eks.amazonaws.com", "codedeploy.amazonaws.com"} {
		if !slices.Contains(names, n) {
			t.Errorf("%s is missing", n)
		}
		if _, ok := awsdata.DeputyOf(n); ok {
			t.Errorf("%s is not documented to send aws:SourceArn", n)
		}
	}
}

func TestOwners(t *testing.T) {
	for id, want := range map[string]awsdata.Owner{
		"464622532012": {Name: "Datadog"},
		"127311923021": {Name: "Elastic Load Balancing logs", AWS: true},
		"999988887777": {},
	} {
		o, ok := awsdata.OwnerOf(id)
		if ok != (want.Name != "") || o.Name != want.Name || o.AWS != want.AWS {
			t.Errorf("%s belongs to %+v, want %+v", id, o, want)
		}
		if ok && !strings.HasPrefix(o.Page, "https://") {
			t.Errorf("%s has no source", id)
		}
	}
	if !awsdata.IsDocumentationAccount("123456789012") || awsdata.IsDocumentationAccount("464622532012") {
		t.Error("accounts of the documentation are not told apart")
	}
}
