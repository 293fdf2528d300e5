package iam_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/iam"
)

// TestLacksForPods asks each way of a document what EKS Pod Identity lacks.
func TestLacksForPods(t *testing.T) {
	allow := func(actions, principal string) string {
		return `{"Effect":"Allow","Action":` + actions + `,"Principal":` + principal + `}`
	}
	const pods = `{"Service":"pods.eks.amazonaws.com"}`
	both := allow(`["sts:AssumeRole","sts:TagSession"]`, pods)
	for _, c := range []struct{ name, statements, want string }{
		{"both", both, "no"},
		{"a pattern for both", allow(`"sts:*"`, pods), "no"},
		{"no tags", allow(`"sts:AssumeRole"`, pods), "yes sts:TagSession"},
		{"tags only", allow(`"sts:TagSession"`, pods), "yes sts:AssumeRole"},
		{"another service", allow(`"sts:AssumeRole"`, `{"Service":"ec2.amazonaws.com"}`), "no"},
		{"in two statements", allow(`"sts:AssumeRole"`, pods) + "," + allow(`"sts:TagSession"`, pods), "no no"},
		{"blamed once", allow(`"sts:AssumeRole"`, pods) + "," + allow(`"sts:AssumeRole"`, pods), "yes sts:TagSession no"},
		{"denied", both + `,{"Effect":"Deny","Action":"sts:TagSession","Principal":"*"}`, "yes sts:TagSession"},
		{"denied to some", both + `,{"Effect":"Deny","Action":"sts:TagSession","Principal":"*","Condition":{"StringNotEquals":{"aws:RequestTag/kubernetes-namespace":"shop"}}}`, "no"},
		{"unknown service", allow(`"sts:AssumeRole"`, `{"Service":"«service»"}`), "unknown sts:TagSession"},
		{"unknown action", allow(`["sts:AssumeRole","«action»"]`, pods), "unknown sts:TagSession"},
	} {
		p, tr := compile(t, `{"Version":"2012-10-17","Statement":[`+c.statements+`]}`)
		got := ""
		for _, w := range tr.Ways {
			v, lacking := p.LacksForPods(w.ID)
			got += v.Truth.String() + " " + lacking + " "
		}
		if strings.Join(strings.Fields(got), " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, strings.Join(strings.Fields(got), " "), c.want)
		}
		admits := p.AdmitsService(iam.PodIdentity).Truth
		if admits.String() == "no" && c.want == "no" && c.name != "another service" {
			t.Errorf("%s: the service is not let in", c.name)
		}
	}
}
